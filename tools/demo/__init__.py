"""The simulated incident: a fictional bike-sharing firm, its posts, its tables and the truth behind them."""

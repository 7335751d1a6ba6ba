"""Metrics: one file per family; each number leaves as a `Metric` record."""

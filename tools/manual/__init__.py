"""The manual's generated pages: what the code knows, written down in Chinese.

`python -m tools.manual` writes them into `manual/`, `--check` only compares.
A page that is not made here (the first ones, on publishing) is written by hand.
"""

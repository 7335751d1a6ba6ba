"""Published numbers: the manual's validation page and the tests check the same ones."""

from tools.published.checks import Check, checks

__all__ = ["Check", "checks"]

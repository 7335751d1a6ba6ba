"""The hand-over: one report as one file, made from the same pages as the site."""

from reporter.export.forms import FORMS, HandedOver, export

__all__ = ["FORMS", "HandedOver", "export"]

"""Prose to statements: every number in running text with its key, or `unclassified`."""

from .reader import statements

__all__ = ["statements"]

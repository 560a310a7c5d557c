"""Prose to statements: every number in running text with its key, or `unclassified`."""

from .reader import read_statements

__all__ = ["read_statements"]

"""Bytes to ordered blocks of text and tables, with the place of every character that came from a
file.

>>> from analysis import documents
>>> page = b"<table><tr><td>new</td><td>0</td></tr></table>"
>>> documents.read(page, "a.html").blocks[0].rows[0][1].start
27
"""

from .blocks import Block, Cell, Document, Grid, Line
from .reader import read

__all__ = ["Block", "Cell", "Document", "Grid", "Line", "read"]

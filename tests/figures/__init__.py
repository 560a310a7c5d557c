"""Tests of what is drawn: bars, lines, words and bytes."""

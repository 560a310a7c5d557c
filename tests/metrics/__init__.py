"""Tests of the measures, on tidy frames made from keyed numbers."""

"""Tests of the rooms that recognise tables and prose."""

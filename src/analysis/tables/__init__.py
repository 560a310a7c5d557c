"""Blocks and strips to what they say: cells of the forms, statements, sections, who and when."""

"""A study of one's own: a folder with reports, what a person says about them, and notebooks."""

"""Random reports, printed in many layouts and formats, damaged, and judged: what the recovery benchmark is made of.

Labels, rows, columns and identities come from the forms as data; only the sentences around the tables are
written here. Nothing in this package reads a clock: a seed gives the same bytes.
"""

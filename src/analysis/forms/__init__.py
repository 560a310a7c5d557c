"""The form as data: editions, labels, groups, identities and the one function that evaluates
them.
"""

from .editions import (
    find_form_of_tables,
    find_newest_form,
    forms,
    list_crosswalked_forms,
    list_headline_tables,
)
from .form import Column, Form, Identity, Key, Row, Table, Variant
from .identities import Instance, Verdict, evaluate, list_instances, prove_zeros
from .labels import (
    CHINESE_DIGITS,
    fold_label,
    fold_text,
    fold_with_offsets,
    fold_years,
    number,
    reduce_label,
    reduce_label_by_phrases,
    simplify,
    strip_label,
)

__all__ = [
    "CHINESE_DIGITS",
    "Column",
    "Form",
    "Identity",
    "Instance",
    "Key",
    "Row",
    "Table",
    "Variant",
    "Verdict",
    "evaluate",
    "find_form_of_tables",
    "find_newest_form",
    "fold_label",
    "fold_text",
    "fold_with_offsets",
    "fold_years",
    "forms",
    "list_crosswalked_forms",
    "list_headline_tables",
    "list_instances",
    "number",
    "prove_zeros",
    "reduce_label",
    "reduce_label_by_phrases",
    "simplify",
    "strip_label",
]

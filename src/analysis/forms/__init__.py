"""The form as data: editions, labels, groups, identities and the one function that evaluates
them.
"""

from .editions import (
    Column,
    Form,
    Identity,
    Key,
    Row,
    Table,
    Variant,
    crosswalked_forms,
    form_of_tables,
    forms,
    headline_tables,
    newest_form,
)
from .identities import Instance, Verdict, evaluate, instances, prove_zeros
from .labels import core, core_by_phrases, fold, fold_text, fold_with_offsets, number, simplify

__all__ = [
    "Column",
    "Form",
    "Identity",
    "Instance",
    "Key",
    "Row",
    "Table",
    "Variant",
    "Verdict",
    "core",
    "core_by_phrases",
    "crosswalked_forms",
    "evaluate",
    "fold",
    "fold_text",
    "fold_with_offsets",
    "form_of_tables",
    "forms",
    "headline_tables",
    "instances",
    "newest_form",
    "number",
    "prove_zeros",
    "simplify",
]

"""The form as data: editions, labels, groups, identities and the one function that evaluates them."""

from .editions import Column, Form, Identity, Row, Table, Variant, forms
from .identities import Instance, Key, Verdict, evaluate, instances, prove_zeros
from .labels import core, core_by_phrases, fold, fold_text, fold_with_offsets, number, simplify

__all__ = [
    "Column", "Form", "Identity", "Instance", "Key", "Row", "Table", "Variant", "Verdict",
    "core",
    "core_by_phrases", "evaluate", "fold", "fold_text", "fold_with_offsets", "forms", "instances", "number", "prove_zeros", "simplify",
]  # fmt: skip

"""Whether frames keep their schemas, for tests: types, keys, nulls and allowed values."""

from collections.abc import Mapping

import polars as pl

from analysis.frames.schema import FRAMES, VALUED, Schema, list_dtypes


def failures(frames: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, int]]:
    """Which rules of which frames do not hold, with the number of rows; empty where all is well.

    >>> failures({"sections": pl.DataFrame({"report_id": ["r1"]})})
    {'sections': {'columns': 1}}
    """
    found = {}
    for name, frame in frames.items():
        if dict(frame.schema) != list_dtypes(name):
            found[name] = {"columns": frame.height or 1}
        else:
            rules = frame.select(**_rules(name, FRAMES[name])).sum().row(0, named=True)
            found[name] = {rule: rows for rule, rows in sorted(rules.items()) if rows}
    return {name: rules for name, rules in found.items() if rules}


def _rules(name: str, schema: Schema) -> dict[str, pl.Expr]:
    """An expression for each rule: true in the rows that break it."""
    rules = {}
    for key, column in schema.columns.items():
        if not column.null:
            rules[f"{key}|nullability"] = pl.col(key).is_null()
        if column.allowed:
            rules[f"{key}|check"] = ~pl.col(key).cast(pl.Utf8).is_in(column.allowed)
    if keys := [key for key, column in schema.columns.items() if column.key]:
        rules["primary_key"] = pl.struct(keys).is_duplicated()
    if name == "cells":
        has_value = pl.col("value").is_not_null()
        rules["value_only_where_printed"] = has_value != pl.col("status").is_in(VALUED)
    return rules

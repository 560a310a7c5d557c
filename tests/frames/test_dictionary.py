"""The data dictionary is made from the schemas and editions."""

from __future__ import annotations

from analysis.checks import list_checks
from analysis.errors import PROBLEMS
from analysis.forms import forms
from analysis.frames.dictionary import write_dictionary
from analysis.frames.schema import FRAMES


def test_it_names_every_column_row_series_and_code() -> None:
    text = write_dictionary(checks=list_checks())
    for schema in FRAMES.values():
        assert all(f"| `{column}` |" in text for column in schema.columns)
    for form in forms().values():
        assert all(
            f"| `{row.key}` | {row.label} |" in text for table in form.tables for row in table.rows
        )
    assert all(f"| `{code}` |" in text for code in PROBLEMS)
    assert (
        "| `disclosed_full` | stat2014 | stat2014.reply_already_public.value, "
        "stat2014.reply_granted.value | comparable | applications.disclosed_full |" in text
    )
    assert (
        "2024-01-01 | law" in text and "`nil_mark`" in text and "| carry_over | expected |" in text
    )


def test_every_row_of_a_table_has_the_cells_of_its_head() -> None:
    width = 0
    for line in write_dictionary(checks=list_checks()).split("\n"):
        bars = line.replace("\\|", "").count("|")
        width = bars if width == 0 or bars == 0 else width
        assert bars == width, line


def test_measures_are_a_chapter_only_where_given() -> None:
    assert "## Measures" not in write_dictionary()
    assert "| received | Applications received |" in write_dictionary(
        [{"key": "received", "words": "Applications received"}]
    )

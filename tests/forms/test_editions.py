"""The editions hold what the forms print, and refuse what contradicts itself."""

from dataclasses import replace

import pytest

from analysis.errors import FormError
from analysis.forms import Row, Variant, find_form_of_tables, forms
from analysis.forms.crosswalk import Crosswalk, _parse_series, check
from analysis.forms.editions import check_form, parse_forms, read_editions


def test_forms_cells_forms() -> None:
    """Cells of the forms."""
    counted = {
        key: {t.key: len(t.list_places(optional=False)) for t in form.tables}
        for key, form in forms().items()
    }
    assert counted["form2019"] == {"proactive": 22, "applications": 161, "disputes": 15}
    assert counted["form2021"] == {"proactive": 10, "applications": 175, "disputes": 15}
    assert counted["stat2014"] == {"stat2014": 58}
    assert counted["narrative"] == {}


def test_forms_2021_edition_replaces_one_row_three() -> None:
    """The 2021 edition replaces one row by three."""
    old, new = (forms()[k].table("applications") for k in ("form2019", "form2021"))
    assert {r.key for r in old.rows} - {r.key for r in new.rows} == {"other"}
    assert [r.key for r in new.rows if r.group == "other"] == [
        "other_correction_overdue",
        "other_fee_overdue",
        "other_misc",
    ]


def test_forms_identities_follow_edition() -> None:
    """Identities follow the edition."""
    terms = {
        key: len(next(i for i in forms()[key].identities if i.id == "outcomes").right)
        for key in ("form2019", "form2021")
    }
    assert terms == {"form2019": 19, "form2021": 21}  # granted, partly, 8 + 3 + 5, other (1 or 3)


@pytest.mark.parametrize(
    "broken",
    [
        Row("rules", "规章"),  # a key that stands twice
        Row("new_row", "新", columns=("no_such_column",)),
        Row("new_row", "新行", variants=(Variant("1.新行", "x"),)),  # reads like the label itself
        Row("new_row", "新行", variants=(Variant("旧行", ""),)),  # seen nowhere
        Row("new_row", "新行", variants=(Variant("规范性文件", "x"),)),  # reads like another row
    ],
)
def test_forms_form_contradicts_itself_refused(broken: Row) -> None:
    """A form that contradicts itself is refused."""
    form = forms()["form2019"]
    table = form.table("proactive")
    bad = replace(form, tables=(replace(table, rows=(*table.rows, broken)), *form.tables[1:]))
    with pytest.raises(FormError):
        check_form(bad)


NEW_EDITION = {
    "key": "form2099",
    "name": "年度报告格式 2099",
    "basis": "made up for this test",
    "report_years": "2099-",
    "era": 3,
    "headline": "applications",
    "tables": [
        {
            "key": "applications",
            "based_on": "form2021",
            "replaced_rows": [
                {
                    "row": "other_misc",
                    "by": [
                        {"key": "other_transferred", "label": "3.移交", "group": "other"},
                        {"key": "other_merged", "label": "4.并案", "group": "other"},
                        {"key": "other_misc", "label": "5.其他", "group": "other"},
                    ],
                }
            ],
        }
    ],
    "identities": [
        {
            "id": "outcomes",
            "table": "applications",
            "strength": "required",
            "each": "column",
            "left": ["closed_total"],
            "right": ["group:other"],
        }
    ],
    "crosswalk": {
        "based_on": "form2021",
        "other_handling": [
            f"applications.{row}.total"
            for row in (
                "other_correction_overdue other_fee_overdue other_transferred other_merged other_misc"
            ).split()
        ],
    },
}


def test_parse_forms_a_new_edition_is_one_file() -> None:
    """Two new rows, their sum and their series come from the one file of a new edition."""
    editions = parse_forms([*read_editions(), NEW_EDITION])
    new, old = editions["form2099"], editions["form2021"]
    keys = [row.key for row in new.table("applications").rows]
    before = [row.key for row in old.table("applications").rows]
    assert sorted(set(keys) - set(before)) == ["other_merged", "other_transferred"]
    assert len(new.identities[0].right) == 5  # the group with its new rows
    series = _parse_series({"key": "received", "verdict": "comparable"}, editions)
    assert series.terms["form2099"] == {("applications", "new", "total"): 1}
    check(Crosswalk((series,), ()), editions)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"relation": "at_most"}, "relation 'at_most' is none of equal, at_least"),
        ({"strength": "requird"}, "strength 'requird' is none of required, expected, plausible"),
    ],
)
def test_parse_forms_identity_with_an_unknown_word(change: dict[str, str], words: str) -> None:
    """A relation or a strength that is misspelt is no other one."""
    (identity,) = NEW_EDITION["identities"]
    with pytest.raises(FormError, match=words):
        parse_forms([*read_editions(), NEW_EDITION | {"identities": [identity | change]}])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "别的"}, r"takes all but replaced_rows from its base: \['title'\] is not used"),
        ({"based_on": "form2100"}, "'form2100', which is no edition whose key sorts before"),
    ],
)
def test_parse_forms_table_of_another_edition(change: dict[str, str], words: str) -> None:
    """What a table takes from its base cannot be given again; the base must be there."""
    (table,) = NEW_EDITION["tables"]
    with pytest.raises(FormError, match=words):
        parse_forms([*read_editions(), NEW_EDITION | {"tables": [table | change]}])


def test_parse_forms_identity_of_a_table_that_is_not_listed() -> None:
    """An edition lists all tables that its identities need, also those it takes from its base."""
    edition = NEW_EDITION | {"identities": [{"based_on": "form2021"}]}
    with pytest.raises(FormError, match="identity disputes is of table 'disputes', which"):
        parse_forms([*read_editions(), edition])


def test_parse_forms_row_of_no_series() -> None:
    """A new row is in a series of the crosswalk, or the edition says that it is in none."""
    crosswalk = NEW_EDITION["crosswalk"] | {"other_handling": ["applications.other_misc.total"]}
    with pytest.raises(FormError, match=r"form2099: applications\.other_\w+ stands in no series"):
        parse_forms([*read_editions(), NEW_EDITION | {"crosswalk": crosswalk}])
    others = "other_correction_overdue other_fee_overdue other_transferred other_merged".split()
    crosswalk["without_series"] = [f"applications.{row}" for row in others]
    editions = parse_forms([*read_editions(), NEW_EDITION | {"crosswalk": crosswalk}])
    assert ("applications", "other_merged") in editions["form2099"].without_series


@pytest.mark.parametrize("row", ["applications.nowhere", "applications.new"])
def test_parse_forms_row_without_series_that_is_none(row: str) -> None:
    """A misspelt row, or one that a series has, is not taken out of the comparison."""
    crosswalk = NEW_EDITION["crosswalk"] | {"without_series": [row]}
    with pytest.raises(FormError, match="without_series names"):
        parse_forms([*read_editions(), NEW_EDITION | {"crosswalk": crosswalk}])


def test_parse_forms_a_cell_that_is_not_printed() -> None:
    """A figure in prose must stand in a cell that the edition prints."""
    wrong = NEW_EDITION | {"statement_cells": {"applications.new": "applications.nowhere.total"}}
    with pytest.raises(FormError, match="unknown cells"):
        parse_forms([*read_editions(), wrong])


@pytest.mark.parametrize(
    ("tables", "form"),
    [
        ({"applications": "form2019", "proactive": "form2021"}, "form2019"),
        ({"stat2014": "stat2014", "local_fujian": "local_fujian"}, "stat2014"),
        ({"disputes": "form2019", "proactive": "form2021"}, "form2021"),
        ({"disputes": "form2021", "proactive": "form2019"}, "form2019"),
        ({"local_fujian": "local_fujian"}, "local_fujian"),
        ({"disputes": "form2019"}, "form2019"),
        ({}, "narrative"),
    ],
)
def test_form_of_tables_headline_first(tables: dict[str, str], form: str) -> None:
    """The headline table tells the edition; the table that two editions print alike comes last."""
    assert find_form_of_tables(tables) == form

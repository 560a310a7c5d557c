"""The editions hold what the forms print, and none contradicts itself."""

from dataclasses import replace

import pytest
from contradictions import find_crosswalk_faults, find_faults, find_raw_faults

from analysis.forms import Row, Variant, find_form_of_tables, forms
from analysis.forms.crosswalk import Crosswalk, _parse_series
from analysis.forms.editions import parse_forms, read_editions


def find_faults_beside(edition: dict[str, object]) -> str:
    """The faults of an edition that is added to those of the package, joined."""
    entries = [*read_editions(), edition]
    if faults := list(find_raw_faults(entries)):
        return "; ".join(faults)
    return "; ".join(find_faults(parse_forms(entries)[str(edition["key"])]))


def test_forms_contradict_nothing() -> None:
    """No edition contradicts itself, or takes from another what that does not have."""
    assert list(find_raw_faults(read_editions())) == []
    assert [fault for form in forms().values() for fault in find_faults(form)] == []


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
    ("broken", "words"),
    [
        (Row("rules", "规章"), "['rules'] stands twice"),
        (Row("new_row", "新", columns=("no_such_column",)), "unknown columns ['no_such_column']"),
        (
            Row("new_row", "新行", variants=(Variant("1.新行", "x"),)),
            "reads like the label itself",
        ),
        (
            Row("new_row", "新行", variants=(Variant("旧行", ""),)),
            "does not say where it was seen",
        ),
        (
            Row("new_row", "新行", variants=(Variant("规范性文件", "x"),)),
            "reads like normative_documents",
        ),
    ],
)
def test_forms_form_contradicts_itself(broken: Row, words: str) -> None:
    """A form that contradicts itself is found out."""
    form = forms()["form2019"]
    table = form.table("proactive")
    bad = replace(form, tables=(replace(table, rows=(*table.rows, broken)), *form.tables[1:]))
    assert words in "; ".join(find_faults(bad))


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
    assert list(find_crosswalk_faults(Crosswalk((series,), ()), editions)) == []
    assert find_faults_beside(NEW_EDITION) == ""


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
    assert words in find_faults_beside(NEW_EDITION | {"identities": [identity | change]})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "别的"}, "takes all but replaced_rows from its base: ['title'] is not used"),
        ({"based_on": "form2100"}, "'form2100', which is no edition whose key sorts before"),
    ],
)
def test_parse_forms_table_of_another_edition(change: dict[str, str], words: str) -> None:
    """What a table takes from its base cannot be given again; the base must be there."""
    (table,) = NEW_EDITION["tables"]
    assert words in find_faults_beside(NEW_EDITION | {"tables": [table | change]})


def test_parse_forms_identity_of_a_table_that_is_not_listed() -> None:
    """An edition lists all tables that its identities need, also those it takes from its base."""
    edition = NEW_EDITION | {"identities": [{"based_on": "form2021"}]}
    assert "identity disputes is of table 'disputes', which" in find_faults_beside(edition)


def test_parse_forms_row_of_no_series() -> None:
    """A new row is in a series of the crosswalk, or the edition says that it is in none."""
    crosswalk = NEW_EDITION["crosswalk"] | {"other_handling": ["applications.other_misc.total"]}
    faults = find_faults_beside(NEW_EDITION | {"crosswalk": crosswalk})
    assert "applications.other_merged stands in no series" in faults
    others = "other_correction_overdue other_fee_overdue other_transferred other_merged".split()
    crosswalk["without_series"] = [f"applications.{row}" for row in others]
    edition = NEW_EDITION | {"crosswalk": crosswalk}
    assert find_faults_beside(edition) == ""
    editions = parse_forms([*read_editions(), edition])
    assert ("applications", "other_merged") in editions["form2099"].without_series


@pytest.mark.parametrize("row", ["applications.nowhere", "applications.new"])
def test_parse_forms_row_without_series_that_is_none(row: str) -> None:
    """A misspelt row, or one that a series has, is not taken out of the comparison."""
    crosswalk = NEW_EDITION["crosswalk"] | {"without_series": [row]}
    assert "without_series names" in find_faults_beside(NEW_EDITION | {"crosswalk": crosswalk})


def test_parse_forms_a_cell_that_is_not_printed() -> None:
    """A figure in prose must stand in a cell that the edition prints."""
    wrong = NEW_EDITION | {"statement_cells": {"applications.new": "applications.nowhere.total"}}
    assert "unknown cells" in find_faults_beside(wrong)


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

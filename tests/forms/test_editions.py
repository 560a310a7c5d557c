"""The editions hold what the forms print, and refuse what contradicts itself."""

from dataclasses import replace

import pytest

from analysis.errors import FormError
from analysis.forms import Row, Variant, forms
from analysis.forms.editions import check_form


def test_cells_of_the_forms() -> None:
    counted = {
        key: {t.key: len(t.keys(optional=False)) for t in form.tables}
        for key, form in forms().items()
    }
    assert counted["form2019"] == {"proactive": 22, "applications": 161, "disputes": 15}
    assert counted["form2021"] == {"proactive": 10, "applications": 175, "disputes": 15}
    assert counted["stat2014"] == {"stat2014": 58}
    assert counted["narrative"] == {}


def test_the_2021_edition_replaces_one_row_by_three() -> None:
    old, new = (forms()[k].table("applications") for k in ("form2019", "form2021"))
    assert {r.key for r in old.rows} - {r.key for r in new.rows} == {"other"}
    assert [r.key for r in new.rows if r.group == "other"] == [
        "other_correction_overdue",
        "other_fee_overdue",
        "other_misc",
    ]


def test_identities_follow_the_edition() -> None:
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
    ],
)
def test_a_form_that_contradicts_itself_is_refused(broken: Row) -> None:
    form = forms()["form2019"]
    table = form.table("proactive")
    bad = replace(form, tables=(replace(table, rows=(*table.rows, broken)), *form.tables[1:]))
    with pytest.raises(FormError):
        check_form(bad)

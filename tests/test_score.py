"""The scorer itself, on frames made by hand: it must see every kind of error."""

import polars as pl
import pytest
from score import TRUTH, cell_keys, score_cells, score_statements, truth

from analysis.forms import forms

EXPECTED = {
    "issuer": "某市",
    "applications.new.total": 220,
    "applications.new.business": None,
    "proactive.fees.amount_wan_yuan": 9116.36,
    "facts": {"applications.new": 220},
}
RIGHT = [
    ("applications", "new", "total", 220.0, "printed"),
    ("applications", "new", "business", None, "blank"),
    ("proactive", "fees", "amount_wan_yuan", 9116.36, "printed"),
]


def cells(rows: list[tuple[str, str, str, float | None, str]]) -> pl.DataFrame:
    schema = {
        "table": pl.String,
        "row": pl.String,
        "column": pl.String,
        "value": pl.Float64,
        "status": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def statements(rows: list[tuple[str, float | None, bool]]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"key": pl.String, "value": pl.Float64, "part": pl.Boolean}, orient="row"
    )


def test_equal_cells_are_correct_and_blanks_are_counted() -> None:
    score = score_cells(cells(RIGHT), EXPECTED)
    assert score.perfect
    assert (score.correct, score.blank) == (
        ["applications.new.total", "proactive.fees.amount_wan_yuan"],
        ["applications.new.business"],
    )


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (
            ("applications", "new", "total", 22.0, "printed"),
            {"applications.new.total": (220, [220.0, 22.0])},
        ),
        (
            ("applications", "granted", "total", 7.0, "printed"),
            {"applications.granted.total": (None, [7.0])},
        ),
        (
            ("applications", "new", "business", 0.0, "printed"),
            {"applications.new.business": (None, [0.0])},
        ),
    ],
    ids=["twice", "not in the report", "a number for a blank"],
)
def test_a_number_too_many_is_wrong(
    row: tuple[str, str, str, float | None, str], wrong: dict[str, object]
) -> None:
    assert score_cells(cells([*RIGHT, row]), EXPECTED).wrong == wrong


def test_a_differing_number_is_wrong_and_an_absent_one_missed() -> None:
    assert score_cells(
        cells([("applications", "new", "total", 202.0, "printed"), *RIGHT[1:]]), EXPECTED
    ).wrong == {"applications.new.total": (220, [202.0])}
    assert score_cells(cells(RIGHT[:2]), EXPECTED).missed == ["proactive.fees.amount_wan_yuan"]
    assert score_cells(cells([RIGHT[0], RIGHT[2]]), EXPECTED).blank_missed == [
        "applications.new.business"
    ]
    assert score_cells(
        cells([("applications", "new", "total", None, "ambiguous"), *RIGHT[1:]]), EXPECTED
    ).missed == ["applications.new.total"]


def test_statements_count_where_they_state_the_whole() -> None:
    assert score_statements(
        statements(
            [
                ("applications.new", 220, False),
                ("applications.new", 99, True),
                ("published_wechat", 3460, False),
            ]
        ),
        EXPECTED,
    ).perfect
    assert score_statements(
        statements([("applications.new", 220, False), ("applications.new", 99, False)]), EXPECTED
    ).wrong == {"applications.new": (220, [99.0, 220.0])}
    assert score_statements(statements([("applications.new", 220, True)]), EXPECTED).missed == [
        "applications.new"
    ]


@pytest.mark.parametrize("name", sorted(path.stem for path in TRUTH.glob("*.json")))
def test_truth_is_keyed_by_the_form(name: str) -> None:
    expected = truth(name)
    form = forms()[expected["form"]]
    known = {
        f"{table.key}.{row}.{column}"
        for table in form.tables
        for row, column in table.list_places()
    }
    assert set(cell_keys(expected)) <= known
    assert len(cell_keys(expected)) == {"form2019": 198, "form2021": 200, "narrative": 0}.get(
        form.key, len(cell_keys(expected))
    )
    assert expected["year"] == int(name.rsplit("-", 1)[1])
    assert (len(cell_keys(expected)) > 0) != (form.key == "narrative")

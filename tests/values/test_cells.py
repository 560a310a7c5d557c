"""Cell texts that were seen in reports, with the number that a person reads in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.forms import fold_label
from analysis.values import UNKNOWN, find_units, parse_unit, read_cell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        (" 249 ", 249),
        ("1,805", 1805),
        ("１２", 12),
        ("201件", 201),
        ("6項", 6),
        ("零", 0),
        ("\u200e9", 9),
        ("0\u200b", 0),
        ("22（其中修订 16 件）", 22),
        ("2.3万件", 23000),
    ],
)
def test_read_cell_counts(text: str, value: float) -> None:
    """Counts."""
    found = read_cell(text)
    assert (found.value, found.status) == (value, "printed")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("+25", 25),
        ("-58", -58),
        ("--253", -253),
        ("减4", -4),
        ("－23288", -23288),
        ("−7", -7),
        ("未增未减", 0),
        ("持平", 0),
        ("增加5", 5),
    ],
)
def test_read_cell_changes(text: str, value: float) -> None:
    """Changes."""
    assert read_cell(text, signed=True).value == value


@pytest.mark.parametrize(
    ("text", "header", "value"),
    [
        ("117454.772万元", None, 117454.772),
        ("50.7", "万元", 50.7),
        ("251000元", "万元", 25.1),  # the cell's own unit goes before the header's
        ("75394432.52元", None, 7539.443252),
        ("1.2亿元", None, 12000),
        ("4281.8773", None, 4281.8773),
    ],
)
def test_read_cell_amounts(text: str, header: str | None, value: float) -> None:
    """Amounts."""
    assert read_cell(text, unit="万元", printed=parse_unit(header or "")).value == value


def test_read_cell_large_amount_without_unit_taken_told() -> None:
    """A large amount without unit is taken and told."""
    assert read_cell("15000000", unit="万元").assumed
    assert not read_cell("99999", unit="万元").assumed
    assert not read_cell("15000000", unit="万元", printed=parse_unit("元")).assumed


@pytest.mark.parametrize("text", ["", " ", "\xa0", "\u3000", "\u200b", "&nbsp;"])
def test_read_cell_blank(text: str) -> None:
    """Blank."""
    assert read_cell(text).status == "blank"


@pytest.mark.parametrize("text", ["/", "-", "—", "——", "无", "無"])
def test_read_cell_nil_marks_no_zero(text: str) -> None:
    """Nil marks are no zero."""
    assert (read_cell(text).value, read_cell(text).status) == (None, "nil_mark")


@pytest.mark.parametrize(
    "text",
    [
        "x#",
        "1 2",
        "3.5",
        "12.3.4",
        "约5",
        "其中3件",
        "5.2万元",
        "1,23",
        "未增未减",
        "12①",
        "12²",
        "①3",
        "1" * 40,
    ],
)
def test_read_cell_illegible_count(text: str) -> None:
    """Illegible as a count."""
    assert (read_cell(text).value, read_cell(text).status) == (None, "illegible")


@given(st.text(max_size=12))
def test_read_cell_zero_only_zero_printed(text: str) -> None:
    """Zero only where a zero is printed."""
    found = read_cell(text, signed=True)
    if found.value == 0:
        assert any(c in "0０零〇○未持无不" or c.isdigit() for c in text)
    assert (found.value is None) == (found.status != "printed")


@given(st.integers(0, 10**9))
def test_read_cell_digits_read_themselves(number: int) -> None:
    """Digits read as themselves."""
    assert read_cell(str(number)).value == number
    assert read_cell(f"{number:,}").value == number


def test_read_cell_unit_header() -> None:
    """Unit of a header."""
    wan, yi = parse_unit("万元"), parse_unit("亿元")
    for text, unit in [
        ("采购总金额（单位：万元，保留4位小数）", wan),
        ("採購總金額（單位：萬元）", wan),
        ("总金额（億元）", yi),
        ("采购总金额（单位：万\n元）", wan),
        ("采购总金额（单位：万\u200b元）", wan),
        ("采购总金额（单位：亿(yì)元）", yi),
    ]:
        assert find_units(fold_label(text)) == (unit,)
    assert find_units("采购总金额") == ()


@pytest.mark.parametrize("mark", "\u200f\u061c\u202b\u202e\u2067")
def test_read_cell_turned_direction(mark: str) -> None:
    """Figures behind a mark from right to left are shown in another order: no value."""
    assert read_cell(f"{mark}12").status == read_cell(f"12{mark}").status == "illegible"
    assert read_cell("\u202d12\u202c").value == 12


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("14人", "件", None),
        ("3名", "条", None),
        ("14人", "人", 14),
        ("3个", "人", 3),
        ("9人", "人次", 9),
    ],
)
def test_read_cell_people(text: str, unit: str, value: float | None) -> None:
    """People are not counted in 件, nor 件 in people; 个 counts both."""
    assert read_cell(text, unit).value == value


def test_read_cell_zero_of_an_unknown_unit() -> None:
    """Nobody knows what a zero in an unknown unit counts."""
    assert read_cell("0", "件", UNKNOWN) == read_cell("5", "件", UNKNOWN)

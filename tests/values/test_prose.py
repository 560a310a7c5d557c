"""Numbers in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.values.prose import figures, read_number


@pytest.mark.parametrize(
    ("text", "value", "bound", "unit", "raw"),
    [
        ("收到294件", 294, "exact", "件", "294"),
        ("收到1,234件", 1234, "exact", "件", "1,234"),
        ("更新7.4万篇", 74000, "rounded", "篇", "7.4万"),
        ("办件42.8万件", 428000, "rounded", "件", "42.8万"),
        ("公开4万余条", 40000, "at_least", "条", "4万"),
        ("公开1000余条", 1000, "at_least", "条", "1000"),
        ("培训1980多人次", 1980, "at_least", "人次", "1980"),
        ("公开1000条以上", 1000, "at_least", "条", "1000"),
        ("超过500件", 500, "at_least", "件", "500"),
        ("约500件", 500, "about", "件", "500"),
        ("500件左右", 500, "about", "件", "500"),
        ("近50名", 50, "nearly", "名", "50"),
        ("占80.3%", 80.3, "exact", "%", "80.3%"),
        ("采购117454.772万元", 117454.772, "exact", "万元", "117454.772"),
        ("收取300元", 300, "exact", "元", "300"),
        ("增长-3.5%", -3.5, "exact", "%", "-3.5%"),
        ("编制六期", 6, "exact", "期", "六"),
        ("办理十二件", 12, "exact", "件", "十二"),
        ("收到二百三十件", 230, "exact", "件", "二百三十"),
        ("召开两次", 2, "exact", "次", "两"),
        ("申请7", 7, "exact", "", "7"),
    ],
)
def test_a_number_with_its_bound_and_unit(
    text: str, value: float, bound: str, unit: str, raw: str
) -> None:
    (figure,) = figures(text)
    assert (figure.value, figure.bound, figure.unit, text[figure.start : figure.end]) == (
        value,
        bound,
        unit,
        raw,
    )


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        ("公开3万5千条", 35000, "rounded"),
        ("公开8千条", 8000, "rounded"),
        ("公开2.1千条", 2100, "rounded"),
        ("收到1百零5件", 105, "exact"),
        ("公开1千2百条", 1200, "rounded"),
        ("公开1万零200条", 10200, "exact"),
        ("公开3万5000条", 35000, "exact"),
        ("公开2万3千4百56条", 23456, "exact"),
        ("公开1亿2千万条", 120_000_000, "rounded"),
        ("收费2千万元", 2000, "rounded"),
        ("公开3千多条", 3000, "at_least"),
        ("公开100余万条", 1_000_000, "at_least"),
        ("公开一万二千三百条", 12300, "exact"),
    ],
)
def test_figures_mixed_numerals(text: str, value: float, bound: str) -> None:
    """Digits and Chinese multipliers are one number, by one grammar."""
    assert [(f.value, f.bound) for f in figures(text)] == [(value, bound)]


@pytest.mark.parametrize(
    "text",
    [
        "公开3万4千余条",
        "公开3万5条",
        "公开3万500条",
        "公开3.5万6千条",
        "公开10几万条",
        "公开1万半条",
        "公开12百条",
        "收到1,23件",
        "公开12,34,567条",
        "公开2.3.4万条",
        "收到2-3件",
        "收到2、3件",
        "收到20~30件",
        "收到12\n300件",
        "收到三万5千件",
        "收到2零5件",
        "公开三万五条",
        "收到一百二件",
        "收到两三件",
        "公开1/2万条",
        "公开12O条",
        "公开12□条",
        "公开6千来条",
        "收到12件或13件",
        "收到-12件",
        "收到12.5件",
    ],
)
def test_figures_not_understood(text: str) -> None:
    """What goes on with a number and is not understood leaves no value."""
    assert {f.value for f in figures(text)} == {None}


@pytest.mark.parametrize("text", ["公开上千条", "公开数百条", "收到二、三件", "公开十几万条"])
def test_figures_no_number(text: str) -> None:
    assert figures(text) == []


def test_figures_shared_out() -> None:
    """Numbers that 分别 lists may share one measure word."""
    assert [f.value for f in figures("当面、信函申请分别为15、4件")] == [15, 4]


@pytest.mark.parametrize(
    "text", ["第一平台", "一次性办理", "三公经费", "一件事一次办改革", "APP12345678", "千方百计"]
)
def test_words_that_hold_numerals_are_no_numbers(text: str) -> None:
    assert [f.value for f in figures(text) if f.value and f.value > 1] == []


def test_digits_that_stood_apart_are_doubtful() -> None:
    text = "共12件"
    assert figures(text, [0, 1, 2, 3])[0].value == 12
    assert figures(text, [0, 1, 3, 4])[0].value is None, "1 2件 may be 12 or two numbers"


@pytest.mark.parametrize("text", ["起诉11起诉后结果维持", "予以公开29部分公开", "共12人大代表"])
def test_a_measure_word_that_begins_another_word_is_no_unit(text: str) -> None:
    assert [f.unit for f in figures(text)] == [""]


def test_two_numbers_in_a_row() -> None:
    assert [(f.value, f.unit) for f in figures("8大类348项")] == [(8, "大类"), (348, "项")]


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert read_number(_written(number)) == number


def _written(number: int) -> str:
    """A number in Chinese, by the rules of the language (二百零五, 一万零三十)."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return _written(high) + "万" + (("零" if low < 1000 else "") + _written(low) if low else "")
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += "零一二三四五六七八九"[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十二", 12),
        ("二十", 20),
        ("两", 2),
        ("二〇", 20),
        ("一百零五", 105),
        ("万", None),
        ("", None),
    ],
)
def test_chinese_numeral(text: str, number: int | None) -> None:
    assert read_number(text) == number

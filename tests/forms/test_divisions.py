"""Which division a printed name means, in a year; and that the table holds together."""

import csv
from itertools import combinations

import pytest

from analysis.forms import divisions
from analysis.forms.divisions import (
    find_by_code,
    find_by_name,
    find_name_at,
    list_names_above,
    resolve,
)
from analysis.paths import ROOT


def code(*chain: str, year: int | None = None) -> str | None:
    made = resolve(chain, year).division
    return made.code if made else None


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (ROOT / "src" / "analysis" / "forms" / "divisions.csv").open(
        encoding="utf-8", newline=""
    ) as source:
        return list(csv.DictReader(source))


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        (("郴州市",), "431000"),
        (("咸阳市",), "610400"),
        (("沈阳市", "沈河区"), "210103"),
        (("邓州市",), "411381"),  # a city of county rank
        (("上海市",), "310000"),
        (("吉林省", "长春市", "朝阳区"), "220104"),
        (("北京市", "朝阳区"), "110105"),
        (("长春", "朝阳区"), "220104"),
        (("南京市", "鼓楼区"), "320106"),
        (("徐州市", "鼓楼区"), "320302"),
        (("恩施州",), "422800"),  # 恩施土家族苗族自治州
        (("黔东南州",), "522600"),
        (("双江县",), "530925"),
        (("内蒙古自治区",), "150000"),
        (("海南省",), "460000"),
        (("海南州",), "632500"),
        (("平潭综合实验区",), "350128"),
        (("五指山市",), "469001"),  # without a prefecture
    ],
)
def test_resolve_name_parents(chain: tuple[str, ...], expected: str) -> None:
    """A name with its parents."""
    assert code(*chain, year=2020) == expected


@pytest.mark.parametrize(
    ("name", "year", "expected"),
    [
        ("崇文区", 2009, "110103"),
        ("卢湾区", 2010, "310103"),
        ("南汇区", 2008, "310119"),
        ("塘沽区", 2008, "120107"),
        ("襄樊市", 2009, "420600"),
        ("襄阳市", 2015, "420600"),
        ("庐江县", 2010, "341421"),
        ("庐江县", 2011, "340124"),  # the year of the change: the new code
        ("巢湖市", 2010, "341400"),
        ("巢湖市", 2012, "340181"),
        ("铜仁市", 2009, "522201"),
        ("铜仁市", 2014, "520600"),
        ("莱芜市", 2018, "371200"),
        ("莱芜区", 2019, "370116"),
        ("莱芜区", 2018, "370116"),  # the report for 2018 was published in 2019
        ("滦县", 2018, "130223"),
        ("滦州市", 2019, "130284"),
        ("临平区", 2021, "330113"),
        ("钱塘区", 2022, "330114"),
        ("綦江区", 2012, "500110"),
        ("万盛区", 2010, "500110"),
        ("高淳县", 2012, "320125"),
        ("高淳区", 2022, "320118"),
        ("公主岭市", 2015, "220381"),
        ("公主岭市", 2022, "220184"),
        ("达县", 2011, "511721"),
        ("绍兴县", 2010, "330621"),
        ("哈密市", 2012, "652201"),
        ("哈密市", 2018, "650500"),
    ],
)
def test_resolve_year_decides(name: str, year: int, expected: str) -> None:
    """The year decides."""
    assert code(name, year=year) == expected


def test_resolve_name_out_years_has_no_division() -> None:
    """A name out of its years has no division but says what followed."""
    made = resolve(["宁乡县"], 2021)
    assert made.division is None
    assert [(d.code, d.valid_to, d.successor) for d in made.candidates] == [
        ("430124", 2017, ("430182",))
    ]


def test_resolve_several_divisions_stay_several() -> None:
    """Several divisions stay several."""
    made = resolve(["朝阳区"], 2020)
    assert made.division is None
    assert [d.code for d in made.candidates] == ["110105", "220104"]
    assert resolve(["没有这个县"], 2020) == divisions.Resolution(None, ())


def test_resolve_parent_does_not_fit_gives_no() -> None:
    """A parent that does not fit gives no division."""
    assert code("湖南省", "沈河区", year=2020) is None


def test_resolve_codes_year() -> None:
    """Codes by year."""
    assert [find_by_code("420600", year).name for year in (2009, 2012)] == ["襄樊市", "襄阳市"]
    assert find_by_code("350128").name == "平潭县"
    assert find_by_code("999999") is None


def test_resolve_names_text() -> None:
    """Names in text."""
    assert find_name_at("万州区规划和自然资源局") == "万州区"
    assert find_name_at("州市2019年") == ""
    assert list_names_above(find_by_name("沈河区")[0]) == {"沈阳市", "沈阳", "辽宁省", "辽宁"}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("克孜勒苏柯尔克孜自治州", ("克孜勒苏州", "克孜勒苏自治州")),
        ("前郭尔罗斯蒙古族自治县", ("前郭尔罗斯县", "前郭尔罗斯自治县")),
        ("积石山保安族东乡族撒拉族自治县", ("积石山县", "积石山自治县")),
        ("鄂伦春自治旗", ()),  # nothing else would be left
        ("长沙市", ()),
    ],
)
def test_resolve_short_names(name: str, short: tuple[str, ...]) -> None:
    """A place bears its name, the one without its peoples, and the one that says 自治 alone."""
    (division,) = find_by_name(name)
    assert division.names == (name, *short)


def test_resolve_rows_sorted_their_codes_exist(rows: list[dict[str, str]]) -> None:
    """Rows are sorted and their codes exist."""
    keys = [(row["code"], row["name"]) for row in rows]
    codes = {row["code"] for row in rows}
    assert keys == sorted(set(keys))
    assert max(len(row["name"]) for row in rows) <= divisions._LONGEST
    assert all(len(key[0]) == 6 and key[0].isdigit() for key in keys)
    assert {row["parent"] for row in rows} - {""} <= codes
    assert {after for row in rows for after in row["successor"].split()} <= codes
    assert {row["level"] for row in rows} == set(divisions.LEVELS)


def test_resolve_years_order(rows: list[dict[str, str]]) -> None:
    """Years are in order."""
    assert [
        row["name"]
        for row in rows
        if row["valid_from"] and row["valid_to"] and int(row["valid_from"]) > int(row["valid_to"])
    ] == []
    assert {row["code"] for row in rows if row["successor"] and not row["valid_to"]} == set()


def test_resolve_two_divisions_one_name_below_one(
    rows: list[dict[str, str]],
) -> None:
    """Two divisions of one name below one parent meet only in the year of a change."""
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault((row["name"], row["code"][:4]), []).append(row)
    overlaps = [
        (one["code"], two["code"])
        for group in groups.values()
        for one, two in combinations(group, 2)
        if one["valid_to"] != two["valid_from"] and two["valid_to"] != one["valid_from"]
    ]
    assert overlaps == []

"""One scope per series, one name per issuer, its province and prefecture."""

from __future__ import annotations

from typing import Any

import polars as pl
from findings import run_checks

from analysis.frames import name_issuers, place_divisions, unify_scopes
from analysis.frames.copies import find_copies, weigh

from .corpus import corpus, long_frames, report_row


def reports(*rows: tuple[str | None, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema=dict.fromkeys(["issuer_id", "issuer", "scope"], pl.Utf8), orient="row"
    )


def scopes(*rows: tuple[str | None, str | None, str]) -> list[str]:
    return unify_scopes(reports(*rows))["scope"].to_list()


def test_unify_scopes_joins_the_only_other_scope_whatever_the_order() -> None:
    assert scopes(("1", "a", "unknown"), ("2", "b", "organ"), ("1", "a", "area")) == [
        "area",
        "organ",
        "area",
    ]


def test_unify_scopes_leaves_an_issuer_with_two_scopes_or_none_alone() -> None:
    rows = (("1", "a", "area"), ("1", "a", "organ"), ("1", "a", "unknown"), ("2", "b", "unknown"))
    assert scopes(*rows) == ["area", "organ", "unknown", "unknown"]


def test_unify_scopes_tells_issuers_without_an_id_apart_by_name_and_leaves_the_nameless() -> None:
    rows = ((None, "a", "area"), ("", "a", "unknown"), (None, None, "organ"), (None, "", "unknown"))
    assert scopes(*rows) == ["area", "area", "organ", "unknown"]


def test_unify_scopes_keeps_rows_order_and_columns() -> None:
    frame = corpus("shenhe-2020", "pingtan-2014", "chenzhou-2019")["reports"]
    assert unify_scopes(frame).equals(frame)


def pingtan(scope_of_2022: str, *others: dict[str, Any]) -> dict[str, pl.DataFrame]:
    """Pingtan 2022 and 2023, whose scope in the first is as given, and further reports of the
    issuer.
    """
    frames = corpus("pingtan-2022", "pingtan-2023")
    scope = pl.when(pl.col("year") == 2022).then(pl.lit(scope_of_2022)).otherwise("scope")
    more = long_frames(others)["reports"]
    frames["reports"] = pl.concat([frames["reports"].with_columns(scope=scope), more])
    return frames


def carried(frames: dict[str, pl.DataFrame]) -> int:
    return run_checks(frames).filter(check="carry_over").height


def test_checks_join_an_unknown_scope_to_the_only_other_one() -> None:
    assert carried(pingtan("area")) == carried(pingtan("unknown")) == 7


def test_checks_do_not_guess_between_two_scopes() -> None:
    organ = report_row("o", issuer_id="350128", scope="level", year=2015)
    assert carried(pingtan("unknown", organ)) == 0 and carried(pingtan("area", organ)) == 7


def test_copies_of_one_year_are_found_though_one_scope_is_unknown() -> None:
    rows = [
        report_row(f"r{at}", issuer_id="1", year=2020, scope=scope)
        for at, scope in enumerate(("area", "unknown"))
    ]
    assert [report for report, _, _ in find_copies(weigh(long_frames(rows)))] == ["r0", "r1"]


def named(*rows: tuple[str, str | None, str, int | None]) -> dict[str, str]:
    kinds = {"issuer_id": pl.Utf8, "issuer": pl.Utf8, "division_code": pl.Utf8, "year": pl.Int32}
    return dict(name_issuers(pl.DataFrame(rows, schema=kinds, orient="row")).rows())


def test_name_issuers_adds_the_parent_only_where_names_are_equal() -> None:
    found = named(
        ("320106", "鼓楼区", "320106", 2020),
        ("350102", "鼓楼区", "350102", 2020),
        ("110105", "朝阳区", "110105", 2020),
    )
    assert found == {
        "320106": "鼓楼区（南京市）",
        "350102": "鼓楼区（福州市）",
        "110105": "朝阳区",
    }


def test_name_issuers_takes_the_name_of_the_latest_report() -> None:
    assert named(("420600", "襄樊市", "420600", 2009), ("420600", "襄阳市", "420600", 2012)) == {
        "420600": "襄阳市"
    }


def test_name_issuers_falls_back_to_the_id() -> None:
    same = (("320106", "办公室", "320106", 1), ("320106:x", "办公室", "320106", 1))
    assert named(*same) == {
        "320106": "办公室（南京市）（320106）",
        "320106:x": "办公室（南京市）（320106:x）",
    }
    assert named(("999999", None, "999999", None)) == {"999999": "999999"}


def test_name_issuers_of_townships_are_told_apart_by_their_county() -> None:
    found = named(("320106001", "城关镇", "320106001", 1), ("350102001", "城关镇", "350102001", 1))
    assert list(found.values()) == [
        "城关镇（鼓楼区）（320106001）",
        "城关镇（鼓楼区）（350102001）",
    ]


def test_place_divisions_gives_each_level_and_no_more() -> None:
    codes = ["320106", "320100", "320000", "110105", "429004", "320106001", "999999", None]
    assert place_divisions(pl.Series(codes, dtype=pl.Utf8)).rows() == [
        ("110105", "北京市", None),
        ("320000", "江苏省", None),
        ("320100", "江苏省", "南京市"),
        ("320106", "江苏省", "南京市"),
        ("320106001", "江苏省", "南京市"),
        ("429004", "湖北省", None),
        ("999999", None, None),
    ]
    assert place_divisions(pl.Series([], dtype=pl.Utf8)).is_empty()

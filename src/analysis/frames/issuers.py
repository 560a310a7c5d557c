"""Who reports belong to: one scope per series, one name per issuer, its province and prefecture.

Every place that sets reports of one issuer side by side (checks, measures, panel, copies) asks
here, so that they all see the same series.
"""

from __future__ import annotations

import polars as pl

from ..forms.divisions import Division, find_by_code
from .schema import UNKNOWN

_WHO = pl.coalesce(
    pl.when(pl.col("issuer_id") != "").then("issuer_id"),
    pl.when(pl.col("issuer") != "").then("issuer"),
)


def unify_scopes(reports: pl.DataFrame) -> pl.DataFrame:
    """`reports` with the scope `unknown` replaced by the only other scope of the issuer's reports.

    In: `issuer_id`, `issuer`, `scope`, in any order and with any further columns; rows and their
    order stay. An issuer with two other scopes, or with none, keeps `unknown`; so does a report
    without an issuer. Issuers are told apart by `issuer_id`, those without one by name.

    >>> two = {"issuer_id": ["1", "1"], "issuer": ["", ""], "scope": ["area", "unknown"]}
    >>> unify_scopes(pl.DataFrame(two))["scope"].to_list()
    ['area', 'area']
    """
    stated = pl.col("scope").filter(pl.col("scope") != UNKNOWN)
    only = pl.when(stated.n_unique() == 1).then(stated.first())
    is_open = (pl.col("scope") == UNKNOWN) & _WHO.is_not_null()
    return reports.with_columns(
        scope=pl.when(is_open).then(pl.coalesce(only.over(_WHO), "scope")).otherwise("scope")
    )


def name_issuers(reports: pl.DataFrame) -> pl.DataFrame:
    """`issuer_id` and `name`, one row per issuer with an id, sorted by id: the name to show.

    It is the name of the latest report. Where two issuers have the same, each gets the name of the
    division above it, 鼓楼区（南京市）; where that does not tell them apart either, its id.

    >>> codes = ["320106", "320302"]
    >>> two = pl.DataFrame({"issuer_id": codes, "division_code": codes})
    >>> two = two.with_columns(issuer=pl.lit("鼓楼区"), year=pl.lit(2020))
    >>> name_issuers(two)["name"].to_list()
    ['鼓楼区（南京市）', '鼓楼区（徐州市）']
    """
    known = reports.filter(pl.col("issuer_id") != "").with_columns(
        issuer=pl.when(pl.col("issuer") != "").then("issuer")
    )
    by_issuer = known.sort("year", "issuer", nulls_last=False).group_by("issuer_id")
    latest = by_issuer.agg(
        name=pl.coalesce(pl.col("issuer").drop_nulls().last(), pl.col("issuer_id").first()),
        code=pl.col("division_code").drop_nulls().last(),
    ).sort("issuer_id")
    parents = latest["code"].map_elements(_find_parent_name, pl.Utf8, skip_nulls=True)
    for more in (parents, latest["issuer_id"]):
        latest = latest.with_columns(
            name=pl.when(pl.len().over("name") > 1)
            .then(pl.coalesce(pl.format("{}（{}）", "name", more), "name"))
            .otherwise("name")
        )
    return latest.select("issuer_id", "name")


def place_divisions(codes: pl.Series) -> pl.DataFrame:
    """`division_code`, `province`, `prefecture`: the divisions that each code is or lies in.

    One row per different code, sorted; null where there is none (a county that stands directly
    under its province has no prefecture) or the code is not known. The names are those in force
    today: a series over years has one.

    >>> place_divisions(pl.Series(["320106", "110105", "430000"])).rows()
    [('110105', '北京市', None), ('320106', '江苏省', '南京市'), ('430000', '湖南省', None)]
    """
    rows = []
    for code in sorted(codes.drop_nulls().unique()):
        names = {upper.level: upper.name for upper in _list_divisions(code)}
        rows.append((code, names.get("province"), names.get("prefecture")))
    columns = ("division_code", "province", "prefecture")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Utf8), orient="row")


def _list_divisions(code: str) -> list[Division]:
    """The division of a code and those above it, the lowest first; of a township its county's."""
    found = []
    while code and (division := find_by_code(code[:6])):
        found.append(division)
        code = division.parent
    return found


def _find_parent_name(code: str) -> str | None:
    divisions = _list_divisions(code)
    above = divisions if len(code) > 6 else divisions[1:]
    return above[0].name if above else None

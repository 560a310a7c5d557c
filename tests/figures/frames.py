"""Made result frames with exactly the columns of `metrics.measure`, `trend` and `change`."""

from __future__ import annotations

import numpy as np
import polars as pl

from analysis.metrics import measures

LEVELS = ("prefecture", "county", "county", "township")
FORMS = ("stat2014", "form2019", "form2021")
BASE = {"share": 100.0, "ratio": 100.0, "per_100": 100.0, "per_10000": 10_000.0}
PLACES = ("江北区", "临安新区", "沙河口镇", "双桥自治县", "石门")


def issuers(count: int) -> pl.DataFrame:
    """Issuers with invented names, codes of real provinces, levels and a long name among them."""
    provinces = ["11", "13", "21", "32", "33", "35", "41", "43", "44", "51", "53", "61", "65"]
    rows = []
    for i in range(count):
        code = f"{provinces[i % len(provinces)]}{i // 100:02d}{i % 100:02d}"
        name = f"{'甲乙丙丁戊己庚辛壬癸'[i % 10]}{PLACES[i % 5]}{i}"
        organ = i % 6 == 5
        rows.append(
            {
                "issuer": f"{name}人民政府办公室" if organ else name,
                "issuer_id": f"{code}:general_office" if organ else code,
                "scope": "organ" if organ else "area",
                "level": LEVELS[i % 4],
                "province": f"{code[:2]}0000",
            }
        )
    return pl.DataFrame(rows)


def reports(count: int, years: range, seed: int = 0) -> pl.DataFrame:
    """One report per issuer and year; every eleventh is missing."""
    made = issuers(count).join(pl.DataFrame({"year": list(years)}), how="cross")
    made = made.with_columns(pl.col("year").cast(pl.Int32)).with_row_index("at")
    kept = made.filter((pl.col("at") % 11 != 10) | (count == 1))
    form = pl.when(pl.col("year") < 2019).then(pl.lit("stat2014"))
    form = form.when(pl.col("year") < 2021).then(pl.lit("form2019")).otherwise(pl.lit("form2021"))
    return kept.with_columns(report_id=pl.format("r{}", "at"), form=form).drop("at")


def measured(key: str, count: int, years: range = range(2020, 2023), seed: int = 1) -> pl.DataFrame:
    """Rows as those of `metrics.measure(data, key)` with made numbers, small n, zeros, gaps."""
    rng, spec = np.random.default_rng(seed), measures()[key]
    base = reports(count, years)
    n = np.round(rng.lognormal(4.6, 1.3, base.height)) + 1
    items = list(spec.items)
    if len(items) > 1 and spec.kind == "share":
        weights = rng.dirichlet(np.full(len(items), 0.8), base.height)
        parts = np.array([rng.multinomial(int(m), w) for m, w in zip(n, weights, strict=True)])
    else:
        p = rng.beta(2, 4, (base.height, len(items)))
        parts = np.where(p < 0.06, 0, rng.binomial(n[:, None].astype(int), p))
    if key == "dispute_results":  # the total of a channel is the sum of its results
        parts = np.round(parts * 0.2)
        for last in (4, 9):
            parts[:, last] = parts[:, last - 4 : last].sum(axis=1)
    if key == "outcome_counts":  # what comes in goes out, but for every fifth report
        flow = [items.index(name) for name in ("carried_in", "new", "closed_total", "carried_out")]
        out = parts[:, flow[0]] + parts[:, flow[1]] - parts[:, flow[3]]
        keep = (out > 0) & (np.arange(base.height) % 5 > 0)
        parts[:, flow[2]] = np.where(keep, out, parts[:, flow[2]])
    frames = []
    for j, item in enumerate(items):
        k = parts[:, j].astype(float)
        factor = BASE.get(spec.kind)
        value = factor * k / n if factor else k
        error = 1.96 * np.sqrt(value * (factor - value).clip(0) / n) if factor else k * np.nan
        frames.append(
            base.with_columns(
                measure=pl.lit(key),
                item=pl.lit(item),
                value=pl.Series(value),
                k=pl.Series(k),
                n=pl.Series(n if factor else n * np.nan, nan_to_null=True),
                low=pl.Series((value - error).clip(0), nan_to_null=True),
                high=pl.Series(value + error if factor != 100 else (value + error).clip(0, 100)),
            ).with_columns(pl.col("high").fill_nan(None), pl.col("low").fill_nan(None))
        )
    rows = pl.concat(frames).with_columns(unit=pl.lit(spec.unit), at=pl.int_range(pl.len()))
    gap = pl.col("report_id").hash(seed=7) % 13 == 0 if count > 1 else pl.lit(False)
    blank = [pl.when(~gap).then(c).alias(c) for c in ("value", "k", "n", "low", "high")]
    wrong = pl.col("report_id").hash(seed=3) % 9 == 0
    return (
        rows.with_columns(*blank)
        .with_columns(
            status=pl.when(gap)
            .then(pl.lit("na"))
            .when(wrong)
            .then(pl.lit("contradicted"))
            .otherwise(pl.lit("ok")),
            reason=pl.when(gap).then(pl.lit("not given")).otherwise(pl.lit("")),
            contradicted=(wrong & ~gap).cast(pl.Int32),
            failing=pl.when(wrong).then(pl.lit("outcomes")).otherwise(pl.lit("")),
            bound=pl.lit("exact"),
            evidence=pl.when(pl.col("report_id").hash(seed=5) % 7 == 0)
            .then(pl.lit("prose"))
            .otherwise(pl.lit("table")),
            zeros=0,
            small=pl.col("n") < 30,
            further=pl.lit(0, pl.Int32),
        )
        .drop("at", "province")
        .sort("issuer_id", "scope", "year", maintain_order=True)
    )


def change(key: str, count: int, years: range = range(2020, 2023)) -> pl.DataFrame:
    """Rows as those of `metrics.change(data, of)`; `key` is that of the change itself."""
    of = measures()[key].of
    rows = measured(of, count, years)
    is_count, is_growth = measures()[of].kind == "count", measures()[key].kind == "growth"
    before = [pl.col(c).shift(1).over("issuer_id", "scope", "item") for c in ("value", "k", "n")]
    names = ("value_before", "k_before", "n_before")
    both = rows.with_columns(b.alias(n) for b, n in zip(before, names, strict=True))
    ratio = 100 * (pl.col("value") / pl.col("value_before") - 1)
    value = ratio if is_growth else pl.col("value") - pl.col("value_before")
    spread = 40 if is_growth else 6
    made = both.with_columns(value=pl.when(value.is_finite()).then(value), measure=pl.lit(key))
    return made.with_columns(
        n=pl.col("k_before") if is_count else pl.col("n"),
        low=(pl.col("value") - spread).clip(-99),
        high=pl.col("value") + spread,
    )


def pooled(key: str, by: list[str], count: int, years: range = range(2017, 2023)) -> pl.DataFrame:
    """Rows as those of `metrics.measure(data, key, by=by)`, pooled the simple way."""
    rows = measured(key, count, years).drop_nulls("value")
    places = issuers(count).select("issuer_id", "province").unique()
    factor = BASE.get(measures()[key].kind, 1.0)
    grouped = rows.join(places, "issuer_id").group_by(
        *by, "scope", "level", "measure", "item", maintain_order=True
    )
    made = grouped.agg(
        pl.col("k", "n").sum(),
        contradicted=pl.col("contradicted").sum(),
        reports=pl.len(),
        issuers=pl.col("issuer_id").n_unique(),
        left_out=pl.lit(0),
        median=pl.col("value").median(),
        p10=pl.col("value").quantile(0.1),
        p90=pl.col("value").quantile(0.9),
    )
    value = factor * pl.col("k") / pl.col("n") if key in measures() and factor > 1 else pl.col("k")
    many = pl.col("issuers") >= 5
    return made.with_columns(value=value).with_columns(
        low=pl.when(many).then((pl.col("value") - 5).clip(0)),
        high=pl.when(many).then((pl.col("value") + 5).clip(0, 100)),
        unit=pl.lit(measures()[key].unit),
        status=pl.lit("ok"),
        reason=pl.lit(""),
        small=pl.col("n") < 30,
    )


def check_matrix(count: int, years: range = range(2020, 2022)) -> pl.DataFrame:
    """Rows as those of `metrics.check_matrix(data)`; one report in nine fails."""
    rows = measured("received", count, years).drop(
        "measure", "item", "value", "k", "n", "low", "high", "unit", "small"
    )
    checks = pl.DataFrame(
        {"check": ["applicants", "disputes", "flow", "outcomes"], "of": [23, 3, 7, 7]}
    )
    wrong = (pl.col("report_id") + pl.col("check")).hash(seed=2) % 9 == 0
    proven = (pl.col("report_id") + pl.col("check")).hash(seed=4) % 3 == 0
    return (
        rows.join(checks, how="cross")
        .with_columns(
            fail=pl.when(wrong).then(2).otherwise(0),
            pass_with_zeros=pl.when(~wrong & proven).then("of").otherwise(0),
            pass_printed=pl.when(~wrong & ~proven).then("of").otherwise(0),
            not_assessable=pl.lit(0),
            worst=pl.when(wrong).then(pl.lit(-1234.0)),
        )
        .rename({"of": "n"})
    )


def trend(key: str, count: int, years: range = range(2017, 2023)) -> pl.DataFrame:
    """Rows as those of `metrics.trend(data, key)`: with segment and link."""
    rows = (
        measured(key, count, years).drop_nulls("value").sort("issuer_id", "scope", "item", "year")
    )
    over = ["issuer_id", "scope", "item"]
    step = (pl.col("year") - pl.col("year").shift(1)).over(over)
    link = (
        pl.when(step.is_null()).then(pl.lit(""))
        .when(step > 1).then(pl.lit("gap"))
        .when(pl.col("year") == 2019).then(pl.lit("not_comparable"))
        .when(pl.col("year") == 2021).then(pl.lit("weak"))
        .otherwise(pl.lit("comparable"))
    )  # fmt: skip
    linked = rows.with_columns(link=link)
    broken = linked["link"].is_in(["gap", "not_comparable"]).cast(pl.Int32)
    return linked.with_columns(segment=broken).with_columns(pl.col("segment").cum_sum().over(over))

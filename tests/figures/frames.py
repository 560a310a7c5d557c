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
    """Rows as those of `metrics.measure(data, key)` with made numbers: small n, zeros and gaps too."""
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

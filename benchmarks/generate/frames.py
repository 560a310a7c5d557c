"""A made dataset without documents: the frames of a build of 100,000 reports and more.

Numbers are drawn as in `series.py` (rates differ by issuer, cases are carried over), with numpy and
in parts, so that memory hardly grows with the number of reports. The columns follow the schema of
the package; a column that this module does not know stays empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from analysis.forms import forms
from analysis.frames.schema import FRAMES, list_dtypes
from analysis.frames.store import finish, write_part

from .issuers import DEPARTMENTS, division_rows
from .model import FLOW
from .series import APPLICANTS, CHANNELS, OTHER_2021, OUTCOMES, RESULTS, edition_of

try:
    from analysis.frames.staging import stage
except ImportError:  # an older checkout that is compared with
    from analysis.frames.store import staging as stage

PART = 5_000
MEDIANS = {"province": 900.0, "prefecture": 200.0, "county": 40.0}
_KEYS = ("report_id", "issuer", "issuer_id", "division_code", "level", "scope", "year", "form")


@dataclass(frozen=True)
class Bodies:
    """The issuers of a made dataset as columns, with the parameters of their rates as arrays."""

    frame: pl.DataFrame
    received: np.ndarray
    growth: np.ndarray
    outcomes: np.ndarray
    applicants: np.ndarray
    carried: np.ndarray
    disputes: np.ndarray


def make_bodies(n: int, rng: np.random.Generator) -> Bodies:
    """Governments of real divisions first, then their offices and departments."""
    places = pl.DataFrame(division_rows()).select("code", "name", "level")
    organs = ["government", "general_office", *DEPARTMENTS]
    every = pl.concat([places.with_columns(organ=pl.lit(organ)) for organ in organs])
    if n > every.height:
        raise ValueError(f"at most {every.height} issuers")
    frame = every.head(n).select(
        issuer=pl.col("name")
        + pl.col("organ").replace({"government": "人民政府", "general_office": "人民政府办公室"}),
        issuer_id=pl.when(pl.col("organ") == "government")
        .then("code")
        .otherwise(pl.col("code") + ":" + pl.col("organ")),
        division_code="code",
        organ="organ",
        level="level",
        scope=pl.when(pl.col("organ") == "government")
        .then(pl.lit("area"))
        .otherwise(pl.lit("organ")),
    )
    medians = frame["level"].replace_strict(MEDIANS).to_numpy()
    return Bodies(
        frame,
        received=medians * np.exp(rng.normal(0, 0.9, n)),
        growth=rng.normal(0.06, 0.08, n),
        outcomes=rng.dirichlet(14 * np.array(list(OUTCOMES.values())), n),
        applicants=rng.dirichlet(20 * np.array(list(APPLICANTS.values())), n),
        carried=rng.beta(2, 30, n),
        disputes=rng.gamma(1.2, np.array(list(CHANNELS.values())) / 1.2, (n, len(CHANNELS))),
    )


@dataclass(frozen=True)
class Cases:
    """One year of some issuers: applications by report, row, applicant (last: total); disputes."""

    rows: tuple[str, ...]
    applications: np.ndarray
    disputes: np.ndarray


def draw_cases(
    bodies: Bodies, form: str, at: int, carried_in: np.ndarray, rng: np.random.Generator
) -> Cases:
    """The numbers of one year, for all issuers; they keep the identities of the form."""
    mean = bodies.received * np.exp(bodies.growth * at) * rng.gamma(12, 1 / 12, len(bodies.growth))
    new = rng.multinomial(rng.poisson(mean), bodies.applicants)
    pool = new + carried_in
    carried_out = rng.binomial(pool, bodies.carried[:, None])
    shares = rng.standard_gamma(60 * bodies.outcomes + 1e-9) + 1e-12
    shares /= shares.sum(axis=1, keepdims=True)
    # By applicant and outcome.
    closed = rng.multinomial(pool - carried_out, shares[:, None, :]).swapaxes(1, 2)
    parts = dict(zip(OUTCOMES, np.moveaxis(closed, 1, 0), strict=True))
    if form == "form2021":
        split = rng.multinomial(parts.pop("other"), list(OTHER_2021.values()))
        parts |= dict(zip(OTHER_2021, np.moveaxis(split, 2, 0), strict=True))
    parts |= {
        "new": new,
        "carried_in": carried_in,
        "closed_total": pool - carried_out,
        "carried_out": carried_out,
    }
    rows = tuple(row.key for row in forms()[form].table("applications").rows)
    cells = np.stack([parts[row] for row in rows], axis=1)
    applications = np.concatenate([cells, cells.sum(axis=2, keepdims=True)], axis=2)
    n = rng.poisson(bodies.disputes * (pool - carried_out).sum(axis=1, keepdims=True) / 100)
    results = rng.multinomial(n, list(RESULTS.values()))
    return Cases(rows, applications, np.concatenate([results, n[:, :, None]], axis=2))


def _spread(reports: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Every report with every row of `labels`, reports outermost."""
    n, k = reports.height, labels.height
    left = reports[np.repeat(np.arange(n, dtype=np.uint32), k)]
    return left.hstack(labels[np.tile(np.arange(k, dtype=np.uint32), n)].get_columns())


def _labels(names: tuple[str, str], rows: Sequence[str], columns: Sequence[str]) -> pl.DataFrame:
    pairs = [(row, column) for row in rows for column in columns]
    return pl.DataFrame(pairs, schema=list(names), orient="row")


_ROLES = {"new": "flow", "carried_in": "flow", "carried_out": "flow", "closed_total": "total"}


def _counted(
    reports: pl.DataFrame, counts: np.ndarray, labels: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """A tidy frame of counts: some zeros stand blank, most of them proven by the totals."""
    flat = counts.reshape(-1)
    blank = (flat == 0) & np.repeat(rng.random(reports.height) < 0.3, labels.height)
    proven = blank & (rng.random(len(flat)) < 0.95)
    first, second = labels.columns
    total = pl.col(second) == "total"
    return _spread(reports, labels).with_columns(
        count=pl.when(pl.Series(blank & ~proven)).then(None).otherwise(pl.Series(flat)),
        status=pl.when(pl.Series(blank)).then(pl.lit("blank")).otherwise(pl.lit("printed")),
        zero_proven=pl.Series(proven),
        evidence=pl.lit("table"),
        role=pl.when(total)
        .then(pl.lit("total"))
        .otherwise(pl.col(first).replace_strict(_ROLES, default="part")),
    )


def _cells(tidy: pl.DataFrame, table: str) -> pl.DataFrame:
    """The cells behind a tidy frame of counts."""
    first, second = ("outcome", "applicant") if table == "applications" else ("channel", "result")
    printed = pl.col("status") == "printed"
    value = pl.when(printed).then(pl.col("count")).cast(pl.Float64)
    return tidy.select(
        "report_id",
        "form",
        "status",
        table=pl.lit(table),
        row=first,
        column=second,
        value=value,
        raw=pl.when(printed).then(pl.col("count").cast(pl.Utf8)).otherwise(pl.lit("")),
        start=pl.int_range(pl.len()).over("report_id") * 9 + 2000,
        line=(pl.int_range(pl.len()).over("report_id") + 60).cast(pl.Int32),
    )


def _proactive(reports: pl.DataFrame, form: str, rng: np.random.Generator) -> pl.DataFrame:
    table = forms()[form].table("proactive")
    keys = [(row, column) for row, column in table.list_places(optional=False)]
    labels = pl.DataFrame(keys, schema=["subject", "measure"], orient="row").with_columns(
        unit=pl.Series([table.find_unit(row, column) for row, column in keys])
    )
    made = _spread(reports, labels)
    return made.with_columns(
        value=pl.Series(rng.poisson(30, made.height)).cast(pl.Float64), status=pl.lit("printed")
    )


def _checks(
    reports: pl.DataFrame, cases: Cases, errors: float, rng: np.random.Generator
) -> pl.DataFrame:
    """The sums of the form: all hold but for those of a share of the reports."""
    columns = (*APPLICANTS, "total")
    outcomes = [row for row in cases.rows if row not in FLOW]
    rows: list[tuple[str, str, str, str]] = []
    for row in cases.rows:
        cells = " ".join(f"applications.{row}.{c}" for c in ("total", *APPLICANTS))
        rows.append(("applicants", "required", row, cells))
    for column in columns:
        flow = " ".join(f"applications.{row}.{column}" for row in FLOW)
        sums = " ".join(f"applications.{row}.{column}" for row in ("closed_total", *outcomes))
        rows += [("flow", "required", column, flow), ("outcomes", "required", column, sums)]
    for channel in CHANNELS:
        cells = " ".join(f"disputes.{channel}.{result}" for result in ("total", *RESULTS))
        rows.append(("disputes", "required", channel, cells))
    labels = pl.DataFrame(rows, schema=["check", "strength", "subject", "cells"], orient="row")
    made = _spread(reports.select("report_id"), labels)
    failing = np.zeros((reports.height, labels.height), dtype=bool)
    hit = np.flatnonzero(rng.random(reports.height) < errors)
    failing[hit, rng.integers(0, labels.height, len(hit))] = True
    fails = pl.Series(failing.reshape(-1))
    left = pl.Series(rng.integers(0, 50, made.height)).cast(pl.Float64)
    difference = pl.when(fails).then(1.0).otherwise(0.0)
    return made.with_columns(
        left=left,
        right=left - difference,
        difference=difference,
        result=pl.when(fails).then(pl.lit("fail")).otherwise(pl.lit("pass")),
        blanks_as_zero=pl.lit(0),
        detail=pl.lit(""),
    )


def _statements(reports: pl.DataFrame, cases: Cases) -> pl.DataFrame:
    """Two figures in prose for every report: what was received and what was closed."""
    total = cases.applications[:, :, -1]
    values = np.stack([total[:, cases.rows.index(row)] for row in ("new", "closed_total")], axis=1)
    keys = ("applications.new", "applications.closed_total")
    labels = pl.DataFrame({"key": keys, "line": [20, 24], "start": [900, 980]})
    made = _spread(reports.select("report_id", "year"), labels)
    value = pl.Series(values.reshape(-1)).cast(pl.Float64)
    return made.with_columns(
        value=value,
        bound=pl.lit("exact"),
        unit=pl.lit("件"),
        scope_words=pl.lit(""),
        basis=pl.lit("all"),
        part=pl.lit(False),
        sentence=pl.lit("共收到政府信息公开申请") + value.cast(pl.Int64).cast(pl.Utf8) + "件。",
        paraphrase=pl.lit(False),
        raw=value.cast(pl.Int64).cast(pl.Utf8),
    )


def _sections(reports: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Two short sections for every report, some of them equal to those of the year before."""
    labels = pl.DataFrame(
        {"section": ["overview", "problems"], "heading": ["一、总体情况", "五、"]}
    )
    made = _spread(reports.select("report_id", "issuer", "year"), labels)
    copied = pl.Series(rng.random(made.height) < 0.5)
    year = pl.when(copied).then(pl.lit("本")).otherwise(pl.col("year").cast(pl.Utf8))
    sentence = year + "年，" + pl.col("issuer") + "认真落实条例，完善工作机制，按期完成各项任务。"
    return made.with_columns(text=sentence, line_from=pl.lit(4), line_to=pl.lit(9))


def _reports(bodies: Bodies, year: int, rng: np.random.Generator, seed: int) -> pl.DataFrame:
    """One row per issuer: the frame `reports` of one year."""
    n = bodies.frame.height
    ids = [
        "r" + hashlib.sha256(f"{seed} {year} {i}".encode()).hexdigest()[:15]
        for i in bodies.frame["issuer_id"]
    ]
    day = pl.Series(rng.integers(0, 120, n))
    return bodies.frame.with_columns(
        report_id=pl.Series(ids),
        source=pl.format("{}/{}.html", "division_code", pl.Series(ids)),
        sha256=pl.Series(ids),
        media=pl.lit("html"),
        year=pl.lit(year),
        title=pl.format("{}{}年政府信息公开工作年度报告", "issuer", pl.lit(year)),
        published=pl.date(year + 1, 1, 4) + pl.duration(days=day),
        period_start=pl.date(year, 1, 1),
        period_end=pl.date(year, 12, 31),
        form=pl.lit(edition_of(year)),
        script=pl.lit("hans"),
        layout=pl.lit("tables"),
        origin=pl.lit("official"),
        n_cells=pl.lit(198),
        n_problems=pl.lit(0),
    )


def year_frames(
    bodies: Bodies, year: int, cases: Cases, seed: int, errors: float, with_cells: bool
) -> dict[str, pl.DataFrame]:
    """All frames of some issuers in one year, before they are cast to the schema."""
    rng = np.random.default_rng([seed, year, bodies.frame.height])
    form = edition_of(year)
    reports = _reports(bodies, year, rng, seed)
    keys = reports.select(_KEYS)
    outcomes = _labels(("outcome", "applicant"), cases.rows, (*APPLICANTS, "total"))
    results = _labels(("channel", "result"), list(CHANNELS), (*RESULTS, "total"))
    found = {
        "reports": reports,
        "applications": _counted(keys, cases.applications, outcomes, rng),
        "disputes": _counted(keys, cases.disputes, results, rng),
        "proactive": _proactive(keys, form, rng),
        "statements": _statements(keys, cases),
        "sections": _sections(keys, rng),
        "checks": _checks(keys, cases, errors, rng),
    }
    if with_cells:
        tables = [_cells(found[table], table) for table in ("applications", "disputes")]
        found["cells"] = pl.concat(tables)
    return found


def as_schema(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the columns and types of the schema; columns unknown here are empty."""
    return frame.select(
        (pl.col(column) if column in frame.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in list_dtypes(name).items()
    )


def parts(
    issuers: int, years: Sequence[int], seed: int, errors: float, with_cells: bool
) -> Iterator[dict[str, pl.DataFrame]]:
    """The frames in parts of some `PART` reports: some issuers in one year."""
    rng = np.random.default_rng(seed)
    bodies = make_bodies(issuers, rng)
    open_cases = rng.poisson((bodies.received * bodies.carried / 12)[:, None], (issuers, 6))
    for at, year in enumerate(years):
        cases = draw_cases(bodies, edition_of(year), at, open_cases, rng)
        open_cases = cases.applications[:, cases.rows.index("carried_out"), :-1]
        for begin in range(0, issuers, PART):
            cut = slice(begin, begin + PART)
            some = Bodies(bodies.frame[cut], *(np.empty(0) for _ in range(6)))
            of_some = Cases(cases.rows, cases.applications[cut], cases.disputes[cut])
            yield year_frames(some, year, of_some, seed, errors, with_cells)


def write_dataset(
    out: Path,
    issuers: int,
    years: Sequence[int],
    *,
    seed: int = 0,
    errors: float = 0.03,
    with_cells: bool = True,
) -> int:
    """Write a dataset folder that `analysis.load` opens, and say how many reports it has."""
    n = 0
    with stage(out) as folder:
        for number, frames in enumerate(parts(issuers, years, seed, errors, with_cells)):
            for name in FRAMES:
                if name in frames:
                    write_part(folder, name, number, as_schema(name, frames[name]))
            n += frames["reports"].height
        finish(folder, {"made": {"issuers": issuers, "years": list(years), "seed": seed}})
    return n

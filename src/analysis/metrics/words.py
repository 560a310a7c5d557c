"""A measure as plain text: one line per report, with k/n beside every rate, for a notebook or a terminal."""

from __future__ import annotations

import polars as pl

from .evaluate import MIN_N


def as_text(rows: pl.DataFrame) -> str:
    """Rows of `measure` or `trend` as lines: issuer, year, scope, item, k/n, rate with its limits, and why there is none.

    >>> rows = pl.DataFrame({"issuer": ["A"], "year": [2020], "scope": ["area"], "item": [""], "k": [9.0], "n": [192.0], "rate": [4.6875]})
    >>> rows = rows.with_columns(low=pl.lit(2.488), high=pl.lit(8.671), bound=pl.lit("exact"), reason=pl.lit(""))
    >>> print(as_text(rows))
    A 2020 area: 9/192, 4.69 [2.49, 8.67]
    """
    return "\n".join(_line(row) for row in rows.iter_rows(named=True))


def _line(row: dict[str, object]) -> str:
    who = " ".join(str(row[name]) for name in ("issuer", "year", "scope", "item") if row[name] not in (None, ""))
    bound = "" if row["bound"] in (None, "exact") else f" ({row['bound']})"
    if row["k"] is None:
        return f"{who}: – ({row['reason']})"
    counts = f"{row['k']:.12g}" if row["n"] is None else f"{row['k']:.12g}/{row['n']:.12g}"
    rate = "" if row["rate"] is None else f", {row['rate']:.2f}"
    limits = "" if row["low"] is None else f" [{row['low']:.2f}, {row['high']:.2f}]"
    why = f" ({row['reason']})" if row["reason"] else ""
    why += f" (n < {MIN_N})" if row.get("small") and row["rate"] is not None else ""
    return f"{who}: {counts}{bound}{rate}{limits}{why}"

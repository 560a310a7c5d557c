"""Frames for pandas, of types that its writers and seaborn accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    import pandas as pd


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """The frame for pandas, in memory of its own, which may be written to.

    Whole numbers are `Int32` and `Int64` and truth values `boolean`, so that a gap stays a gap
    (`NA`); texts are `str`, dates `datetime64[s]`, ordered names (outcomes, results) ordered
    categoricals. `to_stata`, `to_excel` and seaborn take these. It refuses texts of which none is
    there, so they are a categorical without categories, and categoricals without rows, so in an
    empty frame ordered names are texts.

    >>> frame = pl.DataFrame({"year": [2020, None], "issuer": ["郴州市", None]})
    >>> to_pandas(frame).dtypes.astype(str).to_list()
    ['Int64', 'str']
    """
    import pandas as pd

    return pd.DataFrame({column.name: _convert(column) for column in frame.iter_columns()})


def _convert(column: pl.Series) -> Any:
    import pandas as pd

    kind = column.dtype
    gaps = column.is_null().to_numpy(writable=True)
    if isinstance(kind, pl.Enum) and gaps.size:
        codes = column.to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
        return pd.Categorical.from_codes(codes, pd.Index(kind.categories.to_list()), ordered=True)
    if kind.is_integer():
        return pd.arrays.IntegerArray(column.fill_null(0).to_numpy(writable=True), gaps)
    if kind == pl.Boolean:
        return pd.arrays.BooleanArray(column.fill_null(False).to_numpy(writable=True), gaps)
    if kind == pl.Date:
        return column.to_numpy().astype("datetime64[s]")
    if kind == pl.Utf8 and gaps.size and gaps.all():
        return pd.Categorical.from_codes([-1] * len(column), pd.Index([], dtype="str"))
    if kind in (pl.Utf8, pl.Enum):
        return pd.array(column.cast(pl.Utf8).to_arrow(), dtype="str")
    return column.to_numpy(writable=True)

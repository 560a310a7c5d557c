"""The frames of a dataset: schemas, long and tidy frames, corrections, the folder on disk.

The names are resolved when first used: who shows one report needs no polars.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .long import Extract, long
from .schema import FRAMES

if TYPE_CHECKING:
    from .dataset import Dataset, load
    from .issuers import name_issuers, place_divisions, unify_scopes
    from .series import make_series

__all__ = [
    "FRAMES",
    "Dataset",
    "Extract",
    "load",
    "long",
    "make_series",
    "name_issuers",
    "place_divisions",
    "unify_scopes",
]
_HOMES = {
    "Dataset": "dataset",
    "load": "dataset",
    "name_issuers": "issuers",
    "place_divisions": "issuers",
    "unify_scopes": "issuers",
    "make_series": "series",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)

"""The frames of a dataset: schemas, long and tidy frames, corrections, the folder on disk."""

from .dataset import Dataset, load
from .issuers import name_issuers, place_divisions, unify_scopes
from .long import Extract, long
from .schema import FRAMES
from .series import make_series
from .tidy import tidy

__all__ = [
    "FRAMES",
    "Dataset",
    "Extract",
    "load",
    "long",
    "make_series",
    "name_issuers",
    "place_divisions",
    "tidy",
    "unify_scopes",
]

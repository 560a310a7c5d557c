"""The frames of a dataset: schemas, long and tidy frames, public corrections, the folder on disk."""

from .dataset import Dataset, load
from .long import Extract, long
from .schema import FRAMES
from .series import series
from .tidy import tidy

__all__ = ["FRAMES", "Dataset", "Extract", "load", "long", "series", "tidy"]

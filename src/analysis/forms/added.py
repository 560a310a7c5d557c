"""Labels that a study adds to the forms: a file of a person, valid while its documents are read.

The reader asks the forms for labels in many places, so the added ones are not handed from function
to function: `use_labels` states them for a block, and what is derived from labels is kept for each
set of them (`cache_by_labels`). Outside of the block, in other threads and in other processes
nothing of them is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label, the row or column of a table for which it stands, and where it was seen."""

    label: str
    table: str
    key: str
    seen: str


class LabelSet:
    """Labels as one object: quick to compare, and the same object for the same labels."""

    def __init__(self, labels: tuple[Label, ...] = ()) -> None:
        self.labels = labels


_SETS = 32  # of labels that are known at a time
_intern = lru_cache(maxsize=_SETS)(LabelSet)
_NONE = _intern(())
_USED: ContextVar[LabelSet] = ContextVar("labels", default=_NONE)


@contextmanager
def use_labels(labels: tuple[Label, ...]) -> Iterator[None]:
    """Know these labels as well until the end of the block."""
    token = _USED.set(_intern(labels))
    try:
        yield
    finally:
        _USED.reset(token)


def used_labels() -> tuple[Label, ...]:
    """Return the added labels that are known here; none outside of `use_labels`.

    >>> with use_labels((Label("同意提供", "applications", "granted", "a.txt, line 9"),)):
    ...     print(used_labels()[0].key)
    granted
    >>> used_labels()
    ()
    """
    return _USED.get().labels


class _Kept(dict[Any, Any]):
    """What is computed from each key, all forgotten when there is too much: quicker to ask than an
    `lru_cache`."""

    def __init__(self, compute: Callable[[Any], Any], maxsize: int) -> None:
        self._compute, self._maxsize = compute, maxsize

    def __missing__(self, key: Any) -> Any:
        if len(self) >= self._maxsize:
            self.clear()
        self[key] = found = self._compute(key)
        return found


def cache_by_labels(maxsize: int = _SETS) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Return a decorator like `lru_cache` for what depends on the added labels."""

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        kept = _Kept(lambda key: cast(Callable[..., _R], function)(*key[1]), maxsize)

        @wraps(function)
        def look_up(*args: Any) -> _R:
            return kept[_USED.get(), args]

        return cast(Callable[_P, _R], look_up)

    return decorate

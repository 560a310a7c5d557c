"""Administrative divisions by code and name, valid for a year: which place a printed name means.

The table `divisions.csv` holds the six-digit codes of provinces, prefectures and counties with the
years in which they were in force where a change since 2009 is known (both years inclusive: in the
year of a change the old and the new one are valid). `successor` is the code that took over, or
several with spaces between. `short` are other names with which it may be printed (恩施州, 湘西自治州),
`bare` is that of a province or prefecture in front of another name (长春 in 长春朝阳区). `source` says
where a row comes from: both, cpca, current (the two packages of `benchmarks/make_divisions.py`),
notice (the notices of changes) or alias.

A name alone is often not enough: 朝阳区 is a district of Beijing and of Changchun. `resolve` reads a
name together with the names printed before it, and gives no code where several remain.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

# The level is that of the code: the districts of the four municipalities count as counties.
LEVELS = ("national", "province", "prefecture", "county")
_LONGEST = 16  # characters of a name


class Division(NamedTuple):
    """One row of the table. `parent` is the code of the division above it, empty for a province;
    `names` are its name and the short ones.
    """

    code: str
    name: str
    level: str
    parent: str
    valid_from: int | None
    valid_to: int | None
    successor: tuple[str, ...]
    names: tuple[str, ...]
    bare: str

    def valid(self, year: int, slack: int = 0) -> bool:
        """Whether it was in force in that year, or up to `slack` years before or after."""
        return (self.valid_from or 0) - slack <= year <= (self.valid_to or 9999) + slack


class Resolution(NamedTuple):
    """What a chain of names means: one division, or None with the candidates that remain (none: the
    name is unknown).
    """

    division: Division | None
    candidates: tuple[Division, ...] = ()


class _Index(NamedTuple):
    codes: dict[str, tuple[Division, ...]]
    names: dict[str, tuple[Division, ...]]
    bare: dict[str, tuple[Division, ...]]


@cache
def _load_index() -> _Index:
    with (files(__package__) / "divisions.csv").open(encoding="utf-8") as source:
        found = [_parse_division(**row) for row in csv.DictReader(source)]
    return _Index(
        _group((division.code, division) for division in found),
        _group((name, division) for division in found for name in division.names),
        _group((division.bare, division) for division in found),
    )


def _parse_division(
    valid_from: str, valid_to: str, successor: str, short: str, source: str, **rest: str
) -> Division:
    first, last = (int(year) if year else None for year in (valid_from, valid_to))
    names = (rest["name"], *short.split())
    after = tuple(successor.split())
    return Division(**rest, valid_from=first, valid_to=last, successor=after, names=names)


def _group(pairs: Iterable[tuple[str, Division]]) -> dict[str, tuple[Division, ...]]:
    groups: dict[str, list[Division]] = {}
    for key, division in pairs:
        groups.setdefault(key, []).append(division)
    return {key: tuple(found) for key, found in groups.items() if key}


def is_bare_province(name: str) -> bool:
    """Whether a province is printed with this name when it leaves its suffix out: 广西."""
    return any(d.level == "province" for d in _load_index().bare.get(name, ()))


def find_by_name(name: str) -> tuple[Division, ...]:
    """All divisions that bear this name or short form, of all years, by code."""
    return _load_index().names.get(name, ())


def find_by_code(code: str, year: int | None = None) -> Division | None:
    """The division with this code; of several names under one code the one valid in that year, else
    the latest.

    >>> find_by_code("420600", 2009).name, find_by_code("420600").name
    ('襄樊市', '襄阳市')
    """
    found = _load_index().codes.get(code, ())
    fitting = [d for d in found if year is not None and d.valid(year)] or list(found)
    official = [d for d in fitting if d.valid_to is None] or fitting
    return official[0] if official else None


@lru_cache(maxsize=4096)
def list_names_above(division: Division) -> frozenset[str]:
    """The names, short and bare forms of the divisions above this one."""
    names: set[str] = set()
    code = division.parent
    while code:
        above = _load_index().codes[code]
        for upper in above:
            names |= {*upper.names, upper.bare}
        code = above[0].parent
    return frozenset(names - {""})


def lies_in(name: str, upper: str) -> bool:
    """Whether a division of this name lies in one of the other name.

    >>> lies_in("朝阳区", "长春市"), lies_in("朝阳区", "长沙市")
    (True, False)
    """
    return any(upper in list_names_above(division) for division in find_by_name(name))


def find_name_at(text: str) -> str:
    """The longest name of a division with which the text begins, or an empty string.

    >>> find_name_at("长春市朝阳区教育局"), find_name_at("朝阳区教育局")
    ('长春市', '朝阳区')
    """
    return _find_longest(text, _load_index().names)


def find_bare_name(text: str) -> str:
    """The longest province or prefecture without its suffix with which the text begins, or ""."""
    return _find_longest(text, _load_index().bare)


def _find_longest(text: str, known: Container[str]) -> str:
    beginnings = (text[:length] for length in range(min(_LONGEST, len(text)), 1, -1))
    return next((name for name in beginnings if name in known), "")


def resolve(chain: Sequence[str], year: int | None = None) -> Resolution:
    """The division that the last name of a chain means.

    `chain` holds the names as printed, one at least, the higher first (the first may lack its
    suffix); `year` is the year of the report. Names printed before the last must all stand above
    it. Of several divisions with one name those in force in the year are kept (a year more or less
    where none is; of an old and a new code in the year of the change the new one). Where several
    remain, or none, there is no division, and `candidates` says which were left.

    >>> resolve(["吉林省", "长春市", "朝阳区"]).division.code, resolve(["朝阳区"]).division
    ('220104', None)
    """
    every = find_by_name(chain[-1]) or _load_index().bare.get(chain[-1], ())
    found = [d for d in every if all(name in list_names_above(d) for name in chain[:-1])]
    if year is not None:
        near = ([d for d in found if d.valid(year, slack)] for slack in (0, 1))
        found = next(filter(None, near), [])
        found = [d for d in found if not _was_replaced(d, found, year)]
    return Resolution(found[0] if len(found) == 1 else None, tuple(found) or every)


def _was_replaced(old: Division, found: Sequence[Division], year: int) -> bool:
    """Whether it ended by that year, and another of the same province began when it did."""
    if old.valid_to is None or old.valid_to > year:
        return False
    return any(d.valid_from == old.valid_to and d.code[:2] == old.code[:2] for d in found)

"""The measures as data: words, numerator, denominator, unit, breaks, and what their terms name.

`definitions.toml` is the only place where a measure is defined; the evaluator, the figures'
captions and the data dictionary read it. Legal natures, groups of rows and kinds of applicants
come from the forms. A term names a printed number (`applications.new`,
`disputes.reconsideration.corrected`), a group of rows of the report's own form
(`applications.refused`), or a figure in prose (`statements.proactive_items`).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import describe_unknown_name
from ..forms import Row, find_newest_form, forms
from ..forms.crosswalk import Break, load_crosswalk

VERDICTS = ("comparable", "weak", "not_comparable", "absent")  # from the best to the worst
# What the value of a kind is per; a count, a growth and a change have no base of their own.
PER = {
    **dict.fromkeys(("share", "ratio", "timeliness", "coverage", "copied", "nonresponse"), 100.0),
    "per_100": 100.0,
    "per_10000": 10_000.0,
}
SHARES = ("share", "timeliness", "coverage", "copied", "nonresponse")  # k is a part of n
EVENTS = ("per_100", "per_10000")  # k events on a base n
STATUTORY = ("proactive", "applications", "disputes")
Address = tuple[str, str, str]  # table, row, column; a group of rows stands in the place of a row


@cache
def _read_definitions() -> dict[str, Any]:
    """`definitions.toml` as it stands."""
    return tomllib.loads((files(__package__) / "definitions.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Term:
    """A signed term: the first of `options` that is known in a report; each a sum of addresses."""

    text: str
    sign: int
    options: tuple[tuple[Address, ...], ...]

    @property
    def addresses(self) -> tuple[Address, ...]:
        return tuple(address for option in self.options for address in option)


def parse_term(text: str) -> Term:
    """A term string as a `Term`.

    >>> parse_term("-disputes.litigation.pending").sign
    -1
    >>> parse_term("applications.granted + applications.granted_partly").addresses
    (('applications', 'granted', 'total'), ('applications', 'granted_partly', 'total'))
    """
    unsigned = text.removeprefix("-")
    options = [option.split(" + ") for option in unsigned.split(" | ")]
    addresses = tuple(tuple(map(_parse_address, option)) for option in options)
    return Term(unsigned, 1 if unsigned == text else -1, addresses)


# A key of `statements` has points of its own; the column `total` of two tables need not be named.
def _parse_address(text: str) -> Address:
    table, _, rest = text.partition(".")
    row, _, column = (rest, "", "") if table == "statements" else rest.partition(".")
    return table, row, column or ("total" if table in ("applications", "disputes") else "")


@cache
def list_rows(table: str) -> tuple[Row, ...]:
    """The rows of a table over all editions, each once, in the printed order."""
    shapes = [shape for form in forms().values() for shape in form.tables if shape.key == table]
    return tuple({row.key: row for shape in shapes for row in shape.rows}.values())


@cache
def list_parts(address: Address) -> dict[str, tuple[str, ...]]:
    """By form the rows that an address needs in it: itself, or those of its group in the form.

    >>> list_parts(("applications", "other", "total"))[find_newest_form("applications").key]
    ('other_correction_overdue', 'other_fee_overdue', 'other_misc')
    """
    table, name, _ = address
    group, _, nature = name.partition(":")
    rows = {
        key: tuple(
            row.key
            for shape in form.tables
            for row in shape.rows
            if shape.key == table and row.group == group and nature in ("", row.nature)
        )
        for key, form in forms().items()
    }
    joined = load_crosswalk().sums["channel" if table == "disputes" else "outcome"]
    return rows if any(rows.values()) else dict.fromkeys(rows, tuple(joined.get(name, [name])))


@cache
def list_cells(address: Address) -> frozenset[str]:
    """The cells in which the number of an address may stand, as the frame `checks` names them.

    The parts of a sum are among them, and the cells of older tables that enter by the crosswalk.

    >>> len(list_cells(("applications", "disclosed_full", "total")))
    4
    """
    table, name, column = address
    rows = {name}.union(*list_parts(address).values())
    results = load_crosswalk().sums["result"].get(column, []) if table == "disputes" else []
    places = [(table, row, own) for row in rows for own in (column, *results)]
    targets = {place[: 2 if table == "applications" else 3] for place in places}
    entering = [
        cell
        for series in load_crosswalk().series
        if series.target in targets
        for form, cells in series.terms.items()
        if forms()[form].is_crosswalked
        for cell in cells
    ]
    return frozenset(".".join(filter(None, place)) for place in (*places, *entering))


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, as `measures` gives it.

    Parameters
    ----------
    key
        Its name in the data.
    kind
        How it is computed: share, count, per_100, ….
    name, name_zh
        What it is called.
    words, words_zh
        What it means.
    unit, unit_zh
        The unit of its value.
    n
        What n counts.
    source
        The document that defines it.
    breaks
        The verdict over each break of the crosswalk that matters.
    comparability
        What to mind in comparing years or issuers.
    numerator, denominator
        Terms whose sums are k and n; `{item}` in them runs over `items`.
    denominator_lag
        How many years before the numerator the denominator is of.
    items
        Keys of its parts; only "" where it has none.
    item_breaks
        The verdicts of items that have their own.
    of
        The key of the measure that a growth or a change is derived from.

    Examples
    --------
    >>> measures()["disclosure_rate"].unit, measures()["disclosure_rate"].kind
    ('%', 'share')
    """

    key: str
    kind: str
    name: str
    name_zh: str
    words: str
    words_zh: str
    unit: str
    unit_zh: str
    n: str
    source: str
    breaks: Mapping[str, str]
    comparability: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    denominator_lag: int = 0
    items: tuple[str, ...] = ("",)
    item_breaks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    of: str = ""

    def terms(self, item: str = "") -> tuple[tuple[Term, ...], ...]:
        """Numerator and denominator for one item, as parsed terms.

        Parameters
        ----------
        item
            One of `items`.

        Returns
        -------
        tuple
            The terms of the numerator and those of the denominator.

        Examples
        --------
        >>> measures()["disclosure_rate"].terms()[1][0].options
        ((('applications', 'closed_total', 'total'),), (('applications', 'decided', 'total'),))
        """
        sides = self.numerator, self.denominator
        return tuple(tuple(parse_term(t.replace("{item}", item)) for t in side) for side in sides)

    def find_breaks(self, item: str) -> Mapping[str, str]:
        """The verdict over each break that matters to an item.

        Parameters
        ----------
        item
            One of `items`.

        Returns
        -------
        Mapping[str, str]
            By the key of the break: comparable, weak or not_comparable.

        Examples
        --------
        >>> measures()["correction_rate"].find_breaks("litigation_direct")["registration_2015"]
        'weak'
        """
        own = [breaks for word, breaks in self.item_breaks.items() if item.startswith(word)]
        return {**self.breaks, **own[0]} if own else self.breaks

    @property
    def all_breaks(self) -> frozenset[str]:
        """The keys of the breaks that matter to the measure or to one of its items.

        Examples
        --------
        >>> sorted(measures()["correction_rate"].all_breaks)
        ['interpretation_2025', 'registration_2015', 'review_2024']
        """
        return frozenset(self.breaks).union(*self.item_breaks.values())

    def addresses(self, item: str) -> tuple[set[Address], ...]:
        """What the terms of numerator and denominator name for one item.

        Parameters
        ----------
        item
            One of `items`.

        Returns
        -------
        tuple[set, set]
            Table, row and column of each number.

        Examples
        --------
        >>> sorted(measures()["disclosure_rate"].addresses("")[1])
        [('applications', 'closed_total', 'total'), ('applications', 'decided', 'total')]
        """
        return tuple({a for term in side for a in term.addresses} for side in self.terms(item))

    @property
    def standing_items(self) -> dict[str, str]:
        """The items that hold what stands again in the next year, so that the years of one issuer
        may not be added, each with the words that say so.

        Examples
        --------
        >>> measures()["direct_suit_share"].standing_items
        {'': 'pending cases stand again next year'}
        >>> measures()["received"].standing_items
        {}
        """
        known = [
            (f"{table}.{place}", kind["words"])
            for kind in _read_definitions()["standing"].values()
            for table, places in kind.items()
            if table != "words"
            for place in places
        ]
        return {
            item: words
            for pattern, words in reversed(known)
            for item in self.items
            if any(fnmatch(".".join(a), pattern) for a in set.union(*self.addresses(item)))
        }


def measure_breaks(spec: Measure, years: tuple[int, int]) -> tuple[Break, ...]:
    """The breaks of form and law that matter to a measure between two years.

    Parameters
    ----------
    spec
        The measure.
    years
        The first and the last year.

    Returns
    -------
    tuple[Break, ...]
        Each with its `key`, its `first_year` and its words.

    Examples
    --------
    >>> [b.key for b in measure_breaks(measures()["direct_suit_share"], (2021, 2024))]
    ['review_2024']
    """
    return tuple(
        one
        for one in load_crosswalk().breaks
        if one.key in spec.all_breaks and min(years) < one.first_year <= max(years)
    )


# The items of a definition: a list, or what the forms have of a kind.
def _list_items(source: list[str] | str) -> tuple[str, ...]:
    if isinstance(source, list):
        return tuple(source)
    kind, _, group = source.partition(":")
    rows = [row for row in list_rows("applications") if row.group == group]
    applicants = find_newest_form("applications").table("applications").columns
    return {
        "rows": tuple(row.key for row in rows),
        "natures": tuple(dict.fromkeys(row.nature for row in rows)),
        "applicants": tuple(c.key for c in applicants if c.column_kind != "total"),
        "form_rows": tuple(f"{t}.{row.key}" for t in STATUTORY for row in list_rows(t)),
    }[kind]


# The growth or the change against the year before of a measure.
def _derive(base: Measure) -> Iterator[Measure]:
    for kind, template in _read_definitions()["derived"].items():
        if base.kind in template["of"]:
            words = {
                name: text.format(**{name: getattr(base, name) for name in base.__slots__})
                for name, text in template.items()
                if name not in ("of", "suffix")
            }
            yield replace(base, key=base.key + template["suffix"], kind=kind, of=base.key, **words)


@cache
def measures() -> dict[str, Measure]:
    """All measures by key, in the order of the file, each with its growth or change after it.

    Returns
    -------
    dict[str, Measure]
        Those of `definitions.toml` and what is derived from them.

    Examples
    --------
    >>> measures()["refusal_nature"].items
    ('mandatory', 'third_party', 'discretionary', 'redirected')
    >>> measures()["received_growth"].of, measures()["disclosure_rate_change"].unit_zh
    ('received', '个百分点')
    """
    known: dict[str, Measure] = {}
    for entry in _read_definitions()["measures"]:
        sides = {side: tuple(entry.get(side, ())) for side in ("numerator", "denominator")}
        base = Measure(**{**entry, **sides, "items": _list_items(entry.get("items", [""]))})
        known |= {measure.key: measure for measure in (base, *_derive(base))}
    return known


def find_measure(key: str) -> Measure:
    """The measure of a key; `UsageError` with the nearest keys for another one."""
    if key not in measures():
        raise describe_unknown_name("measure", key, measures())
    return measures()[key]


def describe_measures() -> list[dict[str, str]]:
    """The measures as rows of the data dictionary, without growth and change derived from them.

    Returns
    -------
    list[dict[str, str]]
        A row per measure, with its texts in Markdown.

    Examples
    --------
    >>> describe_measures()[0]["key"], describe_measures()[0]["unit"]
    ('`received`', 'applications (件)')
    """
    return [
        {
            "key": f"`{m.key}`",
            "name": f"{m.name} {m.name_zh}",
            "words": f"{m.words} {m.words_zh}",
            "items": ", ".join(m.items),
            "numerator": "; ".join(m.numerator),
            "denominator": "; ".join(m.denominator)
            + (" (year before)" if m.denominator_lag else ""),
            "unit": m.unit if m.unit == m.unit_zh else f"{m.unit} ({m.unit_zh})",
            "n": m.n,
            "source": m.source,
            "pooled over years": "; ".join(
                f"{', '.join(i for i, w in m.standing_items.items() if w == words) or 'all'}: no, "
                f"{words}"
                for words in dict.fromkeys(m.standing_items.values())
            )
            or "yes",
            "breaks": "; ".join(
                f"{item or 'all'}: {', '.join(f'{b} {v}' for b, v in breaks.items())}"
                for item, breaks in {"": m.breaks, **m.item_breaks}.items()
                if breaks
            ),
            "comparability": m.comparability,
        }
        for m in measures().values()
        if not m.of
    ]

"""Issuers of a made corpus: real divisions of several provinces, invented townships, and their departments."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

# A class of issuers: its share of the corpus, level, kind of body, and the median of its yearly applications.
KINDS = (
    (0.01, "province", "government", 900),
    (0.01, "province", "general_office", 150),
    (0.09, "prefecture", "government", 450),
    (0.06, "prefecture", "general_office", 60),
    (0.14, "prefecture", "department", 45),
    (0.33, "county", "government", 90),
    (0.04, "county", "general_office", 20),
    (0.14, "county", "department", 8),
    (0.18, "township", "government", 4),
)
DEPARTMENTS = (
    "教育局",
    "公安局",
    "民政局",
    "司法局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源和规划局",
    "生态环境局",
    "住房和城乡建设局",
    "交通运输局",
    "水利局",
    "农业农村局",
    "商务局",
    "文化和旅游局",
    "卫生健康委员会",
    "应急管理局",
    "审计局",
    "市场监督管理局",
    "统计局",
    "信访局",
)
_FIRST = "青白石松柳金凤龙云桃梅竹枫泉"
_SECOND = "山河溪桥湾岭塘坪林洲"
_WITHOUT_PREFECTURES = ("110000", "120000", "310000", "500000", "710000", "810000", "820000")
# Districts of one name in two cities, one of each pair in a province of its own.
NAMESAKES = ("320106", "350102", "320302")


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that reports every year. `parents` are the names printed in front of its own, `median` its yearly applications."""

    number: int
    name: str
    own_name: str
    organ: str
    code: str
    level: str
    scope: str
    kind: str
    province: str
    median: int

    @property
    def issuer_id(self) -> str:
        """The key that the frames give it: the code, with the organ where it is not the government."""
        return self.code if self.organ == "government" else f"{self.code}:{self.organ}"

    def contains(self, other: Issuer) -> bool:
        """Whether the other body's cases are part of this one's: a government reports its whole area."""
        stem = self.code.rstrip("0") if self.level in ("province", "prefecture") else self.code
        stem += "0" * (len(stem) % 2)
        return (
            self.scope == "area"
            and other.number != self.number
            and other.code.startswith(stem)
            and self.level != "township"
            and (other.scope == "organ" or other.level != self.level)
        )

    def is_direct(self, others: Sequence[Issuer]) -> bool:
        """Whether none of the others contains it, so that it is not counted twice."""
        return not any(other.contains(self) for other in others)


@dataclass(frozen=True, slots=True)
class _Place:
    code: str
    name: str
    parents: tuple[str, ...]
    province: str


def _places(provinces: Sequence[str]) -> dict[str, list[_Place]]:
    """The divisions of these provinces by level, with the names above each."""
    rows = {row["code"]: row for row in division_rows()}
    found: dict[str, list[_Place]] = {"province": [], "prefecture": [], "county": []}
    for code, row in rows.items():
        province = code[:2] + "0000"
        if province not in provinces:
            continue
        above = rows.get(row["parent"])
        is_below_city = row["level"] == "county" and above is not None
        parents = (above["name"],) if is_below_city and above["level"] == "prefecture" else ()
        found[row["level"]].append(_Place(code, row["name"], parents, province))
    return found


def division_rows() -> list[dict[str, str]]:
    """The rows of the table of divisions that were in force in every year since 2009."""
    text = (files("analysis.forms") / "divisions.csv").read_text("utf-8")
    return [
        row
        for row in csv.DictReader(text.splitlines())
        if not row["valid_from"] and not row["valid_to"] and row["level"] != "national"
    ]


def choose_provinces(rng: random.Random, n: int) -> list[str]:
    """Codes of `n` provinces; those of the namesakes come first. Municipalities have no prefectures and stay out."""
    usable = [
        row["code"]
        for row in division_rows()
        if row["level"] == "province" and row["code"] not in _WITHOUT_PREFECTURES
    ]
    first = ["320000", "350000"]
    rest = [code for code in usable if code not in first]
    return [*first, *sorted(rng.sample(rest, max(0, n - 2)))][:n]


def _quotas(n: int) -> list[int]:
    """How many issuers of each kind, at least one where there is room; they add up to `n`."""
    counts = [int(share * n) for share, *_ in KINDS]
    order = (5, 2, 8, 4, 7, 3, 6, 0, 1)
    at = 0
    while sum(counts) < n:
        counts[order[at % len(order)]] += 1
        at += 1
    return counts


def make_issuers(n: int, seed: int = 0, provinces: int = 5) -> list[Issuer]:
    """`n` different issuers over several provinces and all levels, a few namesakes among them; equal for equal seeds.

    >>> issuers = make_issuers(40, seed=1)
    >>> len({issuer.name for issuer in issuers}), len({issuer.issuer_id for issuer in issuers})
    (40, 40)
    >>> sum(issuer.own_name == "鼓楼区" for issuer in issuers) >= 2
    True
    """
    rng = random.Random(f"issuers {seed}")
    provinces = max(provinces, min(26, 4 + n // 120))
    places = _places(choose_provinces(rng, provinces))
    chosen: list[Issuer] = []
    for (_, level, kind, median), quota in zip(KINDS, _quotas(n), strict=True):
        for place in _draw(rng, places, level, kind, quota):
            chosen.append(_named(len(chosen), place, level, kind, median))
    if len(chosen) < n:
        raise ValueError(f"only {len(chosen)} issuers of these kinds: ask for fewer")
    return chosen


def _draw(
    rng: random.Random, places: dict[str, list[_Place]], level: str, kind: str, quota: int
) -> list[_Place]:
    """Places for one kind of issuer."""
    pool = places["county" if level == "township" else level]
    if level == "county" and kind == "government":
        known = {place.code: place for place in pool}
        first = [known[code] for code in NAMESAKES if code in known][: max(0, quota)]
        rest = [place for place in pool if place not in first]
        return [*first, *rng.sample(rest, min(quota - len(first), len(rest)))]
    if level == "township":
        return _townships(rng, pool, quota)
    if kind == "department":
        pairs = [(place, organ) for place in pool for organ in DEPARTMENTS]
        return [
            _Place(p.code, f"{p.name}\0{organ}", p.parents, p.province)
            for p, organ in rng.sample(pairs, min(quota, len(pairs)))
        ]
    return rng.sample(pool, min(quota, len(pool)))


def _townships(rng: random.Random, counties: Sequence[_Place], quota: int) -> list[_Place]:
    """Invented towns below real counties. The table of codes ends at counties: a town has its county's."""
    found: dict[tuple[str, str], _Place] = {}
    while len(found) < quota:
        county = rng.choice(counties)
        name = rng.choice(_FIRST) + rng.choice(_SECOND) + rng.choice(("镇", "镇", "乡"))
        parents = (*county.parents, county.name)
        found[county.code, name] = _Place(county.code, name, parents, county.province)
    return list(found.values())


def _named(number: int, place: _Place, level: str, kind: str, median: int) -> Issuer:
    base, _, organ = place.name.partition("\0")
    endings = {"government": "人民政府", "general_office": "人民政府办公室", "department": organ}
    if level == "province" and kind == "general_office":
        endings["general_office"] = "人民政府办公厅"
    front = "".join(place.parents)
    return Issuer(
        number=number,
        name=front + base + endings[kind],
        own_name=base,
        organ=organ or (base + endings[kind] if level == "township" else kind),
        code=place.code,
        level=level,
        scope="area" if kind == "government" else "organ",
        kind=kind,
        province=place.province,
        median=median,
    )

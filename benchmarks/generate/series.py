"""The numbers of one issuer over years: rates that differ by issuer, trends, carried-over cases."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.forms import Key, Table, forms

from .draws import allocate, draw_poisson, mix_shares
from .issuers import Issuer
from .model import FLOW, summed
from .stat2014 import in_stat2014

APPLICANTS = {
    "natural_person": 0.85,
    "business": 0.09,
    "research_institute": 0.01,
    "public_interest_org": 0.015,
    "legal_service": 0.02,
    "other_org": 0.015,
}
OUTCOMES = {
    "granted": 0.38,
    "granted_partly": 0.06,
    "refused_state_secret": 0.004,
    "refused_other_law": 0.01,
    "refused_security_stability": 0.004,
    "refused_third_party": 0.012,
    "refused_internal_affairs": 0.02,
    "refused_deliberative": 0.016,
    "refused_enforcement_file": 0.02,
    "refused_registry_query": 0.024,
    "unable_not_held": 0.2,
    "unable_needs_creation": 0.03,
    "unable_unclear": 0.02,
    "not_processed_petition": 0.05,
    "not_processed_duplicate": 0.03,
    "not_processed_publication": 0.005,
    "not_processed_excessive": 0.008,
    "not_processed_reconfirmation": 0.007,
    "other": 0.1,
}
# What the row `other` of 2019 became in 2021.
OTHER_2021 = {"other_correction_overdue": 0.35, "other_fee_overdue": 0.03, "other_misc": 0.62}
RESULTS = {"upheld": 0.5, "corrected": 0.14, "other": 0.22, "pending": 0.14}
CHANNELS = {
    "reconsideration": 4.0,
    "litigation_direct": 1.6,
    "litigation_after_reconsideration": 1.0,
}
MAX_APPLICATIONS = 60_000


@dataclass(frozen=True, slots=True)
class Profile:
    """What stays the same about an issuer: size, growth, mix of cases, disputes per 100 cases."""

    received: float
    growth: float
    outcomes: Mapping[str, float]
    trend: float
    applicants: Mapping[str, float]
    carried: float
    disputes: Mapping[str, float]
    results: Mapping[str, float]
    stock: int


@dataclass(frozen=True)
class Year:
    """The true numbers of one issuer and year: cells of its form by key, and counts for prose."""

    year: int
    form: str
    values: Mapping[Key, int]
    counts: Mapping[str, int] = field(default_factory=dict)  # what prose tells, by short name


def edition_of(year: int) -> str:
    """The form of a report by its year: prose up to 2013, then the tables of 2014, 2019, 2021."""
    for first, form in ((2021, "form2021"), (2019, "form2019"), (2014, "stat2014")):
        if year >= first:
            return form
    return "narrative"


def make_profile(issuer: Issuer, seed: int) -> Profile:
    """The profile of an issuer; the same seed gives the same one."""
    rng = random.Random(f"profile {seed} {issuer.number} {issuer.issuer_id}")
    return Profile(
        received=issuer.median * math.exp(min(rng.gauss(0, 0.9), 2.5)),
        growth=rng.gauss(0.06, 0.08),
        outcomes=mix_shares(rng, OUTCOMES, 14),
        trend=rng.gauss(-0.04, 0.09),
        applicants=mix_shares(rng, APPLICANTS, 20),
        carried=rng.betavariate(2, 30),
        disputes={channel: rng.gammavariate(1.2, mean / 1.2) for channel, mean in CHANNELS.items()},
        results=mix_shares(rng, RESULTS, 8),
        stock=rng.randint(0, 6 if issuer.level == "township" else 160),
    )


def received_below(issuers: Sequence[Issuer], seed: int) -> dict[int, float]:
    """By number of a government, what the bodies of its area receive in a year: part of its own."""
    received: dict[int, float] = {}
    below: dict[int, float] = {}
    ranks = ("township", "county", "prefecture", "province")
    # Its own organs first, then governments from the lowest level up.
    ordered = sorted(issuers, key=lambda i: (i.scope == "area", ranks.index(i.level)))
    for issuer in ordered:
        inside = [i for i in ordered if i.number in received and issuer.contains(i)]
        below[issuer.number] = sum(received[i.number] for i in inside if i.is_direct(inside))
        received[issuer.number] = make_profile(issuer, seed).received + 1.3 * below[issuer.number]
    return {number: 1.3 * n for number, n in below.items()}


def draw_years(
    issuer: Issuer, years: Sequence[int], seed: int, below: float = 0.0
) -> Iterator[Year]:
    """The true numbers year after year; what a year leaves open is carried into the next one.

    `below`: what the bodies of its area receive in a year, see `received_below`.
    """
    profile = make_profile(issuer, seed)
    profile = replace(profile, received=profile.received + below)
    rng = random.Random(f"years {seed} {issuer.number} {issuer.issuer_id}")
    open_cases: Counter[str] = Counter()
    for applicant in APPLICANTS:
        open_cases[applicant] = draw_poisson(rng, profile.received * profile.carried / 12)
    stocks = _first_stocks(rng, issuer, profile)
    for at, year in enumerate(years):
        form = edition_of(year)
        cases, after = _draw_cases(rng, profile, at, open_cases)
        closed = sum(n for (row, _), n in cases.items() if row not in FLOW)
        disputes = _draw_disputes(rng, profile, closed)
        counts = _prose_counts(cases, disputes, rng, issuer)
        if form == "stat2014":
            values = in_stat2014(rng, issuer, cases, disputes, counts)
        else:
            values, stocks = _in_form(rng, form, cases, disputes, stocks)
        yield Year(year, form, values, counts)
        open_cases = after


Cases = dict[tuple[str, str], int]


def _draw_cases(
    rng: random.Random, profile: Profile, at: int, open_cases: Counter[str]
) -> tuple[Cases, Counter[str]]:
    """One year's cases by outcome and applicant, and what is carried out of it."""
    mean = profile.received * math.exp(profile.growth * at) * rng.gammavariate(12, 1 / 12)
    received = allocate(rng, min(draw_poisson(rng, mean), MAX_APPLICATIONS), profile.applicants)
    weights = dict(profile.outcomes)
    weights["granted"] *= math.exp(profile.trend * at)
    weights = mix_shares(rng, weights, 60)
    cases: Cases = {}
    after: Counter[str] = Counter()
    for applicant in APPLICANTS:
        pool = received[applicant] + open_cases[applicant]
        left = sum(rng.random() < profile.carried for _ in range(pool))
        after[applicant] = left
        cases["carried_in", applicant] = open_cases[applicant]
        cases["carried_out", applicant] = left
        for outcome, n in allocate(rng, pool - left, weights).items():
            cases[outcome, applicant] = n
    return cases, after


def _draw_disputes(rng: random.Random, profile: Profile, closed: int) -> Cases:
    """Disputes by channel and result, pending ones among them."""
    found: Cases = {}
    for channel, rate in profile.disputes.items():
        n = draw_poisson(rng, rate * closed / 100)
        found |= {(channel, r): k for r, k in allocate(rng, n, profile.results).items()}
    return found


def _first_stocks(rng: random.Random, issuer: Issuer, profile: Profile) -> dict[str, int]:
    big = {"province": 4000, "prefecture": 1500, "county": 400, "township": 10}[issuer.level]
    rules = issuer.kind == "government" and issuer.level in ("province", "prefecture")
    return {
        "rules": rng.randint(5, 60) if rules else 0,
        "normative_documents": profile.stock,
        **{row: rng.randint(0, big) for row in ("licensing", "other_services", "penalties")},
        "compulsion": rng.randint(0, big // 8),
        "fees": rng.randint(0, 40),
        "procurement": rng.randint(0, big // 3),
    }


def _in_form(
    rng: random.Random,
    form: str,
    cases: Cases,
    disputes: Cases,
    stocks: dict[str, int],
) -> tuple[dict[Key, int], dict[str, int]]:
    """The cells of the form of that year, and the stocks at its end."""
    if form == "narrative":
        return {}, stocks
    edition = forms()[form]
    applications = edition.table("applications")
    parts: dict[Key, int] = {}
    for (outcome, applicant), n in cases.items():
        if outcome == "other" and form == "form2021":
            for row, k in allocate(rng, n, OTHER_2021).items():
                parts["applications", row, applicant] = k
        else:
            parts["applications", outcome, applicant] = n
    values = summed(applications, parts)
    found = {("disputes", channel, result): n for (channel, result), n in disputes.items()}
    values |= summed(edition.table("disputes"), found)
    proactive, stocks = _proactive(rng, edition.table("proactive"), stocks)
    if unknown := parts.keys() - values.keys():
        raise KeyError(f"{form} has no such cells: {sorted(unknown)[:3]}")
    return {**proactive, **values}, stocks


def _proactive(
    rng: random.Random, table: Table, stocks: dict[str, int]
) -> tuple[dict[Key, int], dict[str, int]]:
    """Proactive disclosure: stocks in force and items of 2019 follow from the year before."""
    values: dict[Key, int] = {}
    after = dict(stocks)
    for row in (r for r in table.rows if not r.optional):
        stock = stocks.get(row.key, 0)
        columns = table.find_columns(row.key)
        made, ended = draw_poisson(rng, stock / 12), rng.randint(0, stock // 15)
        if "in_force" in columns:
            found = {"issued": made, "repealed": ended, "in_force": stock + made - ended}
            after[row.key] = found["in_force"]
        elif "newly_made" in columns:
            found = {"newly_made": made, "newly_disclosed": made, "total_disclosed": stock + made}
            after[row.key] = stock + made
        elif "prior_year_items" in columns:
            change = rng.choice((0, 0, 1, -1)) * rng.randint(0, max(1, stock // 20))
            found = {"prior_year_items": stock, "change": max(-stock, change)}
            found["decisions"] = draw_poisson(rng, 40.0) * stock
            after[row.key] = stock + found["change"]
        else:
            found = {"items": stock, "amount_wan_yuan": 12 * stock, "decisions": 9 * stock}
        values |= {(table.key, row.key, c): found[c] for c in columns}
    return values, after


def _prose_counts(
    cases: Cases, disputes: Cases, rng: random.Random, issuer: Issuer
) -> dict[str, int]:
    """The counts that sentences tell: of applications, disputes, and things of no table."""
    flow = {key: sum(n for (row, _), n in cases.items() if row == key) for key in FLOW}
    closed = sum(n for (row, _), n in cases.items() if row not in FLOW)
    of = {
        group: sum(n for (row, _), n in cases.items() if row == group or row.startswith(group))
        for group in ("granted_partly", "refused_", "unable_", "not_processed_")
    }
    granted = sum(n for (row, _), n in cases.items() if row == "granted")
    scale = {"province": 4000, "prefecture": 1500, "county": 500, "township": 40}[issuer.level]
    recon, suits = (
        sum(n for (channel, _), n in disputes.items() if channel.startswith(name))
        for name in ("reconsideration", "litigation")
    )
    return {
        "new": closed + flow["carried_out"] - flow["carried_in"],
        "carried_in": flow["carried_in"],
        "carried_out": flow["carried_out"],
        "closed": closed,
        "granted": granted,
        "granted_partly": of["granted_partly"],
        "refused": of["refused_"],
        "unable": of["unable_"],
        "not_processed": of["not_processed_"],
        "reconsiderations": recon,
        "suits": suits,
        **{name: rng.randint(scale // 4, scale) for name in ("web", "wechat", "weibo")},
        **{name: rng.randint(1, 2 + scale // 40) for name in ("trainings", "letters", "answers")},
        **{name: rng.randint(1, 9) for name in ("meetings", "briefings", "columns_")},
        "trainees": rng.randint(20, 400),
        "none": 0,
    }

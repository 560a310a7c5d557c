"""The table of 2014 for the cases of one issuer and year."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

from analysis.forms import Key, forms

from .draws import allocate
from .issuers import Issuer
from .model import FLOW

Cases = Mapping[tuple[str, str], int]

# Where the cases of the newer forms stand in the table of 2014.
_REPLIES = {
    "granted": "reply_granted",
    "granted_partly": "reply_granted_partly",
    "unable_not_held": "reply_not_this_organ",
    "unable_needs_creation": "reply_not_exist",
    "unable_unclear": "reply_told_to_amend",
    "other": "reply_already_public",
    "refused_state_secret": "refused_state_secret",
    "refused_other_law": "refused_other_law",
    "refused_security_stability": "refused_security_stability",
    "refused_third_party": "refused_privacy",
}

# Rows of 2014 that sentences tell as well.
_ROWS_IN_PROSE = {
    "published_website": "web",
    "published_wechat": "wechat",
    "published_weibo": "weibo",
    "meetings": "meetings",
    "trainings": "trainings",
    "trainees": "trainees",
    "press_conferences": "briefings",
    "policy_interpretations": "answers",
    "press_conferences_principal": "none",
}


def reply_2014(outcome: str) -> str:
    """The row of the table of 2014 for an outcome of 2019."""
    if outcome.startswith("not_processed"):
        return "reply_other_channel"
    return _REPLIES.get(outcome, "refused_not_government_information")


def in_stat2014(
    rng: random.Random,
    issuer: Issuer,
    cases: Cases,
    disputes: Cases,
    counts: Mapping[str, int],
) -> dict[Key, int]:
    """The table of 2014: applications and disputes as given, the rest drawn, wholes summed."""
    edition = forms()["stat2014"]
    table = edition.table("stat2014")
    scale = {"province": 900, "prefecture": 300, "county": 90, "township": 8}[issuer.level]
    rows = {row.key: rng.randint(0, scale) if rng.random() < 0.6 else 0 for row in table.rows}
    rows |= {row: 0 for row in rows if row.startswith(("reply_", "refused_", "received_"))}
    rows |= {row: 0 for row in rows if row.startswith(("reconsideration_", "litigation_"))}
    closed = Counter[str]()
    for (outcome, _), n in cases.items():
        if outcome not in FLOW:
            closed[reply_2014(outcome)] += n
    rows |= closed
    flow = {key: sum(n for (row, _), n in cases.items() if row == key) for key in FLOW}
    received = closed.total() + flow["carried_out"] - flow["carried_in"]
    ways = {"in_person": 0.2, "fax": 0.02, "online": 0.6, "letter": 0.18}
    rows |= {f"received_{way}": n for way, n in allocate(rng, max(0, received), ways).items()}
    late = closed.total() // 9
    rows |= {"closed_on_time": closed.total() - late, "closed_extended": late}
    for (channel, result), n in disputes.items():
        block = "reconsideration" if channel == "reconsideration" else "litigation"
        rows[f"{block}_{'other' if result == 'pending' else result}"] += n
    rows |= {row: counts[name] for row, name in _ROWS_IN_PROSE.items()}
    for identity in reversed(edition.identities):
        for whole in identity.left:
            parts = sum(rows[part] for part in identity.right)
            rows[whole] = max(rows[whole], parts) if identity.relation == "at_least" else parts
    return {(table.key, row, "value"): n for row, n in rows.items()}

"""Statements of real reports, keyed by hand: (key, value, sentence number, other fields)."""

from __future__ import annotations

from typing import Any

import polars as pl
from frames.corpus import frame, statement

Said = tuple[str, float, int] | tuple[str, float, int, dict[str, Any]]
CITY, COUNTIES = (
    {"part": True, "scope_words": "市政府及其部门"},
    {"part": True, "scope_words": "县市区"},
)
RECONSIDERATION, DIRECT, AFTER = (
    "disputes.reconsideration",
    "disputes.litigation_direct",
    "disputes.litigation_after_reconsideration",
)

CHENZHOU: list[Said] = [
    ("mailbox_received", 1805, 1),
    ("mailbox_handled", 1736, 1),
    ("share.mailbox_handled", 96.18, 1, {"unit": "%", "raw": "96.18%"}),
    ("services_accepted", 1928305, 2),
    ("services_closed", 1925224, 2),
    ("share.services_closed", 99.84, 2, {"unit": "%", "raw": "99.84%"}),
    ("hotline_calls", 202699, 3),
    ("hotline_registered", 156124, 3),
    ("hotline_closed", 156124, 3),
    ("hotline_satisfied", 149676, 3),
    ("share.hotline_satisfied", 95.86, 3, {"unit": "%", "raw": "95.86%"}),
    ("proactive.rules.newly_disclosed", 74, 4),
    ("proactive.normative_documents.newly_disclosed", 430, 4),
    ("proactive.rules.newly_disclosed", 33, 5, CITY),
    ("proactive.normative_documents.newly_disclosed", 158, 5, CITY),
    ("proactive.rules.newly_disclosed", 41, 5, COUNTIES),
    ("proactive.normative_documents.newly_disclosed", 272, 5, COUNTIES),
    ("proactive.licensing.decisions", 150630, 6),
    ("proactive.procurement.amount_wan_yuan", 117454.772, 6, {"unit": "万元", "raw": "117454.772"}),
    ("applications.new", 294, 7),
    ("applications.new", 99, 8, CITY),
    ("applications.new", 195, 8, COUNTIES),
    ("applications.closed_total", 294, 8),
    ("applications.granted", 234, 8),
    ("applications.granted_partly", 2, 8),
    ("share.applications.granted_or_partly", 80.3, 8, {"unit": "%", "raw": "80.3%"}),
    ("applications.refused", 17, 8),
    ("applications.refused_enforcement_file", 14, 8),
    ("applications.refused_third_party", 2, 8),
    ("applications.refused_registry_query", 1, 8),
    ("share.applications.refused", 5.8, 8, {"unit": "%", "raw": "5.8%"}),
    ("applications.unable_not_held", 29, 8),
    ("applications.unable_needs_creation", 2, 8),
    ("share.applications.unable", 10.5, 8, {"unit": "%", "raw": "10.5%"}),
    ("applications.not_processed", 5, 8),
    ("applications.not_processed_petition", 2, 8),
    ("applications.not_processed_duplicate", 2, 8),
    ("applications.not_processed_publication", 1, 8),
    ("share.applications.not_processed", 1.7, 8, {"unit": "%", "raw": "1.7%"}),
    ("applications.other", 5, 8),
    ("share.applications.other", 1.7, 8, {"unit": "%", "raw": "1.7%"}),
    (f"{RECONSIDERATION}.total", 46, 9),
    (f"{RECONSIDERATION}.total", 27, 10, CITY),
    (f"{RECONSIDERATION}.upheld", 12, 10, CITY),
    (f"{RECONSIDERATION}.corrected", 8, 10, CITY),
    (f"{RECONSIDERATION}.other", 7, 10, CITY),
    (f"{RECONSIDERATION}.total", 19, 10, COUNTIES),
    (f"{RECONSIDERATION}.upheld", 12, 10, COUNTIES),
    (f"{RECONSIDERATION}.corrected", 2, 10, COUNTIES),
    (f"{RECONSIDERATION}.other", 2, 10, COUNTIES),
    (f"{RECONSIDERATION}.pending", 3, 10, COUNTIES),
    (f"{DIRECT}.total", 75, 11),
    (f"{DIRECT}.total", 62, 11, CITY),
    (f"{DIRECT}.total", 13, 11, COUNTIES),
    (f"{AFTER}.total", 15, 12),
]
ITEMS, TIAO = "proactive_items", {"unit": "条"}
XIANYANG: list[Said] = [
    (ITEMS, 58603, 1, TIAO),
    (ITEMS, 33191, 2, TIAO | {"part": True, "scope_words": "县市区"}),
    (f"share.{ITEMS}", 57, 2, {"part": True, "scope_words": "县市区", "unit": "%", "raw": "57%"}),
    (ITEMS, 25412, 2, TIAO | {"part": True, "scope_words": "市政府各部门"}),
    (
        f"share.{ITEMS}",
        43,
        2,
        {"part": True, "scope_words": "市政府各部门", "unit": "%", "raw": "43%"},
    ),
    (
        "unclassified",
        1016,
        3,
        {"sentence": "共收到1016件，其中人大285件，政协731件，涉及11个政府、68个部门"},
    ),
    ("proposals_congress", 285, 3),
    ("proposals_cppcc", 731, 3),
    ("unclassified", 11, 3, {"unit": "个"}),
    ("unclassified", 68, 3, {"unit": "个"}),
    *[
        ("unclassified", value, 4, {"sentence": "其中，七个方面"})
        for value in (218, 122, 140, 278, 155, 73, 30)
    ],
    ("applications.new", 201, 5),
    ("received_by_governments", 73, 5),
    ("share.received_by_governments", 36, 5, {"unit": "%", "raw": "36%"}),
    ("received_by_departments", 128, 5),
    ("share.received_by_departments", 64, 5, {"unit": "%", "raw": "64%"}),
    ("received_online", 194, 5),
    ("received_letter", 7, 5),
    ("applications.granted_or_partly", 169, 5),
    ("applications.refused", 5, 5),
    ("applications.unclear", 27, 5),
]


def statements(report: str, said: list[Said]) -> pl.DataFrame:
    """The frame `statements` of one report; statements of one sentence share it, and stand in
    the given order.
    """
    rows = []
    sentences: dict[int, str] = {}
    for start, (key, value, at, *more) in enumerate(said):
        fields: dict[str, Any] = more[0] if more else {}
        sentences.setdefault(at, fields.get("sentence", f"sentence {at}"))
        rows.append(
            statement(
                report,
                key,
                value,
                **fields | {"sentence": sentences[at], "start": start, "line": at},
            )
        )
    return frame("statements", rows)

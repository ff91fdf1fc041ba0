"""The tables of the database, as this version reads and writes them; `migrations/` makes them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA: Final = MetaData()

# Moments are text, RFC 3339 in UTC with microseconds ("2026-11-24T12:00:00.000000+00:00"): in order when sorted, the
# same on every database, and never a local time by mistake.
CARD_SHOWN: Final = Table(
    "card_shown",
    METADATA,
    Column("uuid", String(36), primary_key=True),
    Column("shown_at", String(32), nullable=False),
    Column("service", String(64), nullable=False),
    Column("hook", String(64), nullable=False),
    Column("hook_instance", String(64), nullable=False),
    Column("client", String(200), nullable=False),
    Column("rule", String(100), nullable=False),
    Column("rule_version", String(20), nullable=False),
    Column("indicator", String(20), nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("suggestions", JSON, nullable=False),
    Index("card_shown_by_rule", "rule", "shown_at"),
    Index("card_shown_by_time", "shown_at"),
)
"""One card of one answer. `suggestions`: [{"uuid", "recommended", "actions": ["delete", "create"]}] in their order.
`silent`: made, but not sent (silent mode). No patient, no order and no text of the card."""

FEEDBACK: Final = Table(
    "feedback",
    METADATA,
    Column("id", Integer, primary_key=True),  # in order of arrival: the newest entry of a card is the last
    Column("digest", String(64), nullable=False),
    Column("received_at", String(32), nullable=False),
    Column("service", String(64), nullable=False),
    Column("client", String(200), nullable=False),
    Column("card", String(255), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("outcome_timestamp", String(64), nullable=False),
    Column("accepted_suggestions", JSON, nullable=False),
    Column("reason_system", String(255), nullable=False),
    Column("reason_code", String(255), nullable=False),
    Column("reason_display", String(255), nullable=False),
    UniqueConstraint("digest", name="feedback_once"),
    Index("feedback_by_card", "card"),
    Index("feedback_by_time", "received_at"),
)
"""One entry as sent; `card` need not be one that is on record, and `outcome_timestamp` is the sender's text."""

FEEDBACK_COMMENT: Final = Table(
    "feedback_comment",
    METADATA,
    Column("feedback", String(64), ForeignKey("feedback.digest", name="comment_of"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("comment", Text, nullable=False),
)
"""What a clinician typed. It can hold patient data, so it stands apart: it can be kept shorter, and read by fewer."""

"""The first schema: cards shown, feedback, its comments, and the view that joins them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_JOINED = """
CREATE VIEW feedback_joined AS
SELECT f.id, f.card, f.outcome, f.outcome_timestamp, f.received_at, f.accepted_suggestions,
       f.reason_system, f.reason_code, f.reason_display, f.service AS sent_to, f.client AS sent_by,
       CASE WHEN c.uuid IS NULL THEN 'unknown' ELSE 'known' END AS card_is,
       c.rule, c.rule_version, c.indicator, c.hook, c.hook_instance, c.service, c.client, c.shown_at, c.silent,
       c.suggestions
FROM feedback AS f LEFT JOIN card_shown AS c ON c.uuid = f.card
"""


def upgrade() -> None:
    """Make the tables; they are spelled out here, since `service.tables` changes with later versions."""
    op.create_table(
        "card_shown",
        sa.Column("uuid", sa.String(36), primary_key=True),
        sa.Column("shown_at", sa.String(32), nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("hook", sa.String(64), nullable=False),
        sa.Column("hook_instance", sa.String(64), nullable=False),
        sa.Column("client", sa.String(200), nullable=False),
        sa.Column("rule", sa.String(100), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
        sa.Column("indicator", sa.String(20), nullable=False),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.Column("suggestions", sa.JSON, nullable=False),
    )
    op.create_index("card_shown_by_rule", "card_shown", ["rule", "shown_at"])
    op.create_index("card_shown_by_time", "card_shown", ["shown_at"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("client", sa.String(200), nullable=False),
        sa.Column("card", sa.String(255), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("outcome_timestamp", sa.String(64), nullable=False),
        sa.Column("accepted_suggestions", sa.JSON, nullable=False),
        sa.Column("reason_system", sa.String(255), nullable=False),
        sa.Column("reason_code", sa.String(255), nullable=False),
        sa.Column("reason_display", sa.String(255), nullable=False),
        sa.UniqueConstraint("digest", name="feedback_once"),
    )
    op.create_index("feedback_by_card", "feedback", ["card"])
    op.create_index("feedback_by_time", "feedback", ["received_at"])
    op.create_table(
        "feedback_comment",
        sa.Column("feedback", sa.String(64), sa.ForeignKey("feedback.digest", name="comment_of"), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("comment", sa.Text, nullable=False),
    )
    op.execute(_JOINED)


def downgrade() -> None:
    """Remove everything; only tests do."""
    op.execute("DROP VIEW feedback_joined")
    for table in ("feedback_comment", "feedback", "card_shown"):
        op.drop_table(table)

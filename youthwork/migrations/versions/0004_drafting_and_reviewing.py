"""Drafting and reviewing: comments, page keys, sources, delegations, handovers, evidence, messages

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
KINDS = ("出件", "汇编", "补时间戳", "每日汇总", "发邮件")


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("person_id", "day", name="uq_digest_once_a_day"),
    )
    op.create_table(
        "render_key",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=200), nullable=False),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("posted", sa.JSON(), nullable=False),
        sa.Column("answer_url", sa.String(length=300), nullable=False),
        sa.Column("answer_words", sa.String(length=300), nullable=False),
        sa.Column("outcomes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_render_key_person_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_render_key")),
    )
    with op.batch_alter_table("render_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_render_key_used_at"), ["used_at"], unique=False)

    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(
                "团干部",
                "经办人",
                "审核人",
                "签发人",
                "用印批准人",
                "印章管理员",
                "档案员",
                "管理员",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by_id IS NULL)", name=op.f("ck_delegation_revoked_by_somebody")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_delegation_ends_after_start")),
        sa.CheckConstraint(
            "duty NOT IN ('团干部', '印章管理员')", name=op.f("ck_delegation_duty_can_be_deputised")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_delegation_appointment_id")
        ),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_delegation_deputy_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_delegation_given_by_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["person.id"], name=op.f("fk_delegation_revoked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_appointment_id"), ["appointment_id"], unique=False)
        batch_op.create_index("ix_delegation_deputy_ends", ["deputy_id", "ends_on"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_handover_appointment_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_handover_made_by_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["person.id"], name=op.f("fk_handover_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("appointment_id", name="uq_handover_once"),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column(
            "made_in",
            sa.Enum(
                "draft",
                "in_sign_off",
                "signed_off",
                "pressed",
                "sent",
                "accepted",
                "returned",
                "filed",
                name="made_in",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("quoted", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=True),
        sa.Column("taken_over_at", sa.DateTime(), nullable=True),
        sa.Column("taken_over_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> '' OR proposed IS NOT NULL", name=op.f("ck_comment_says_something")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_comment_submission_id")),
        sa.ForeignKeyConstraint(
            ["taken_over_by_id"], ["person.id"], name=op.f("fk_comment_taken_over_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["organization.id"], name=op.f("fk_comment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index("ix_comment_submission_round", ["submission_id", "round_number"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("thumbnail_sha256", sa.String(length=64), nullable=True),
        sa.Column("added_in", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(removed_in IS NULL) = (removed_by_id IS NULL)", name=op.f("ck_evidence_removed_by_somebody")
        ),
        sa.CheckConstraint(
            "removed_in IS NULL OR removed_in >= added_in",
            name=op.f("ck_evidence_removed_after_it_was_added"),
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["person.id"], name=op.f("fk_evidence_removed_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_evidence_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_sha256"), ["sha256"], unique=False)
        batch_op.create_index("ix_evidence_submission", ["submission_id", "id"], unique=False)
        batch_op.create_index(
            "uq_evidence_same_bytes_once",
            ["submission_id", "sha256"],
            unique=True,
            sqlite_where=sa.text("removed_in IS NULL"),
            postgresql_where=sa.text("removed_in IS NULL"),
        )

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "退回",
                "今日截止",
                "即将截止",
                "逾期",
                "待办",
                "进展",
                "备案",
                "更正",
                "代理与交接",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("sender", sa.String(length=180), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("once", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f("ck_message_has_title")),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_message_digest_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_message_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("person_id", "once", name="uq_message_once"),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_person_newest", ["person_id", "id"], unique=False)
        batch_op.create_index(
            "ix_message_person_unread",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.create_index(
            "ix_message_untold",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL AND digest_id IS NULL"),
            postgresql_where=sa.text("read_at IS NULL AND digest_id IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_message_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "submission_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "联系关系",
                "人员信息",
                "任职",
                "组织",
                "报送件",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_source_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_source")),
    )
    with op.batch_alter_table("submission_source", schema=None) as batch_op:
        batch_op.create_index("ix_submission_source_record", ["kind", "record_id"], unique=False)
        batch_op.create_index(
            "ix_submission_source_submission_round", ["submission_id", "round_number"], unique=False
        )

    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("explanations", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        )

    with op.batch_alter_table("seal_application", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("approver_for", sa.String(length=50), nullable=False, server_default="")
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("email", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("wants_mail", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reopened", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("submission_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deputy_for", sa.String(length=50), nullable=False, server_default=""))
        batch_op.create_index("ix_submission_event_pace", ["acting_for", "action", "at"], unique=False)

    with op.batch_alter_table("submission_round", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("explanations", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        )

    _widen("job", "kind", KINDS)
    _keep_only_what_saves_changed()


def _widen(table: str, column: str, words: tuple[str, ...]) -> None:
    """A word more in a column that holds one of a list."""
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")


def _keep_only_what_saves_changed() -> None:
    """A save had two whole copies of the draft; it keeps the difference to the save before it."""
    with op.batch_alter_table("draft_save", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changes", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    saves = sa.table(
        "draft_save",
        sa.column("id", sa.Integer),
        sa.column("submission_id", sa.Integer),
        sa.column("fields", sa.JSON),
        sa.column("changes", sa.JSON),
    )
    connection = op.get_bind()
    for submission_id in connection.scalars(sa.select(saves.c.submission_id).distinct()).all():
        before: dict[str, list[str]] = {}
        ids = connection.scalars(
            sa.select(saves.c.id).where(saves.c.submission_id == submission_id).order_by(saves.c.id)
        ).all()
        for save_id in ids:
            after = connection.scalar(sa.select(saves.c.fields).where(saves.c.id == save_id)) or {}
            changes = {
                name: [before.get(name), after.get(name)]
                for name in {**before, **after}
                if before.get(name) != after.get(name)
            }
            connection.execute(saves.update().where(saves.c.id == save_id).values(changes=changes))
            before = after
    with op.batch_alter_table("draft_save", schema=None) as batch_op:
        batch_op.alter_column("changes", existing_type=sa.JSON(), server_default=None)
        batch_op.drop_column("fields")
        batch_op.drop_column("posted")
        batch_op.create_index("ix_draft_save_revision", ["submission_id", "revision"], unique=False)
        batch_op.create_index(
            "ix_draft_save_unsettled",
            ["submission_id"],
            unique=False,
            sqlite_where=sa.text("settled = 0"),
            postgresql_where=sa.text("NOT settled"),
        )


def downgrade() -> None:
    # Refused for good: comments and messages would be thrown away that people acted on.
    raise CommandError(
        "comments, delegations and messages are not taken back: restore the backup made before"
    )

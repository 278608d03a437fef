"""The paper: seals in custody, keys, jobs, renditions, corrections

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
ACTIONS = (
    "submit",
    "sign_off",
    "send_back",
    "approve_press",
    "press",
    "send",
    "withdraw",
    "accept",
    "return",
    "reassign",
    "forward",
    "file",
)
SERIES = ("备案号", "受理编号", "用印编号", "用印审批编号")
MODES = ("留白手盖", "内部印模", "外部电子印章")


def upgrade() -> None:
    op.create_table(
        "key_wrapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_key_wrapping_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_wrapping")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "出件", "汇编", "补时间戳", name="kind", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "等待",
                "进行中",
                "完成",
                "已放弃",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("run_after", sa.DateTime(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("worker", sa.String(length=60), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = '进行中') = (lease_until IS NOT NULL)", name=op.f("ck_job_leased_while_running")
        ),
        sa.CheckConstraint(
            "(state IN ('完成', '已放弃')) = (finished_at IS NOT NULL)", name=op.f("ck_job_ended_at_its_end")
        ),
        sa.CheckConstraint(
            "done >= 0 AND attempts >= 0 AND fence >= 0", name=op.f("ck_job_counts_from_zero")
        ),
        sa.ForeignKeyConstraint(["after_id"], ["job.id"], name=op.f("fk_job_after_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_job_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_about", ["kind", "key"], unique=False)
        batch_op.create_index("ix_job_next", ["state", "run_after", "id"], unique=False)
        batch_op.create_index(
            "uq_job_unfinished",
            ["kind", "key"],
            unique=True,
            sqlite_where=sa.text("state IN ('等待', '进行中')"),
            postgresql_where=sa.text("state IN ('等待', '进行中')"),
        )

    op.create_table(
        "book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("filing_ids", sa.JSON(), nullable=False),
        sa.Column("is_duplex", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_book_asked_by_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_book_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book")),
    )
    with op.batch_alter_table("book", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_book_asked_by_id"), ["asked_by_id"], unique=False)

    op.create_table(
        "seal_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "登记",
                "核准",
                "不予核准",
                "交接",
                "停用",
                "恢复使用",
                "挂失",
                "缴销",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(length=50), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("from_keeper_id", sa.Integer(), nullable=True),
        sa.Column("to_keeper_id", sa.Integer(), nullable=True),
        sa.Column("witness_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind <> '交接' OR (from_keeper_id <> to_keeper_id AND witness_id <> from_keeper_id AND witness_id <> to_keeper_id AND witness_id IS NOT NULL AND to_keeper_id IS NOT NULL)",
            name=op.f("ck_seal_event_hand_over_of_three"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_seal_event_by_id")),
        sa.ForeignKeyConstraint(["from_keeper_id"], ["person.id"], name=op.f("fk_seal_event_from_keeper_id")),
        sa.ForeignKeyConstraint(["seal_id"], ["seal.id"], name=op.f("fk_seal_event_seal_id")),
        sa.ForeignKeyConstraint(["to_keeper_id"], ["person.id"], name=op.f("fk_seal_event_to_keeper_id")),
        sa.ForeignKeyConstraint(["witness_id"], ["person.id"], name=op.f("fk_seal_event_witness_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_event")),
    )
    with op.batch_alter_table("seal_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seal_event_seal_id"), ["seal_id"], unique=False)

    op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "根证书",
                "时间戳",
                "用印",
                "备案",
                "核验码",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("seal_id", sa.Integer(), nullable=True),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("locked_key", sa.LargeBinary(), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=False),
        sa.Column("not_after", sa.DateTime(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_because", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "(purpose = '用印') = (seal_id IS NOT NULL)", name=op.f("ck_signing_key_seal_if_for_a_seal")
        ),
        sa.CheckConstraint(
            "(purpose IN ('用印', '备案')) = (organization_id IS NOT NULL)",
            name=op.f("ck_signing_key_owner_if_of_an_organ"),
        ),
        sa.CheckConstraint("not_after > not_before", name=op.f("ck_signing_key_valid_in_order")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_signing_key_organization_id")
        ),
        sa.ForeignKeyConstraint(["seal_id"], ["seal.id"], name=op.f("fk_signing_key_seal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("key_id", name=op.f("uq_signing_key_key_id")),
        sa.UniqueConstraint("serial", name=op.f("uq_signing_key_serial")),
    )
    with op.batch_alter_table("signing_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signing_key_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(
            "uq_signing_key_current_of_instance",
            ["purpose"],
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL AND organization_id IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL AND organization_id IS NULL"),
        )
        batch_op.create_index(
            "uq_signing_key_current_of_organ",
            ["purpose", "organization_id"],
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL AND purpose = '备案'"),
            postgresql_where=sa.text("retired_at IS NULL AND purpose = '备案'"),
        )
        batch_op.create_index(
            "uq_signing_key_current_of_seal",
            ["seal_id"],
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        )

    op.create_table(
        "seal_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("answers_sha256", sa.String(length=64), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approval_number", sa.String(length=30), nullable=True),
        sa.Column("lapsed_because", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "(approver_id IS NULL) = (approval_number IS NULL)",
            name=op.f("ck_seal_application_approved_with_number"),
        ),
        sa.CheckConstraint(
            "(approver_id IS NULL) = (approved_at IS NULL)",
            name=op.f("ck_seal_application_approved_by_somebody"),
        ),
        sa.CheckConstraint(
            "applicant_id <> approver_id", name=op.f("ck_seal_application_approver_is_not_applicant")
        ),
        sa.CheckConstraint("copies BETWEEN 1 AND 99", name=op.f("ck_seal_application_some_copies")),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["person.id"], name=op.f("fk_seal_application_applicant_id")
        ),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_seal_application_approver_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_seal_application_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_seal_application_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_application")),
        sa.UniqueConstraint("organization_id", "approval_number", name="uq_seal_application_number"),
        sa.UniqueConstraint("submission_id", "round_number", "attempt", name="uq_seal_application_once"),
    )
    with op.batch_alter_table("seal_application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seal_application_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_seal_application_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "paper_rendition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("补时间戳", "续期", name="kind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_rendition_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_rendition")),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_paper_rendition_paper_id")),
    )
    with op.batch_alter_table("paper_rendition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_rendition_sha256"), ["sha256"], unique=False)

    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("voided_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("voided_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("void_reason", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.create_unique_constraint("uq_filing_corrected_once", ["corrects_id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_filing_voided_by_somebody"), "(voided_at IS NULL) = (voided_by_id IS NULL)"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_filing_voided_for_a_reason"), "voided_at IS NULL OR void_reason <> ''"
        )
        batch_op.create_foreign_key(batch_op.f("fk_filing_voided_by_id"), "person", ["voided_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_filing_corrects_id"), "filing", ["corrects_id"], ["id"])

    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_stamped", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("good_until", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("code_text", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_paper_good_until"), ["good_until"], unique=False)
        batch_op.add_column(sa.Column("remark", sa.String(length=300), nullable=False, server_default=""))

    with op.batch_alter_table("seal", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "state",
                sa.Enum(
                    "待核准",
                    "在用",
                    "停用",
                    "挂失",
                    "缴销",
                    "不予核准",
                    name="state",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                nullable=False,
                server_default="在用",
            )
        )
        batch_op.add_column(sa.Column("authority", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("authority_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("authority_media_type", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("locked_image", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column("image_media_type", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("outside_code", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("keeper_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("registered_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("registered_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_seal_two_people"), "confirmed_by_id <> registered_by_id"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_seal_code_if_outside"), "mode <> '外部电子印章' OR outside_code <> ''"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_seal_confirmed_by_id"), "person", ["confirmed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_seal_keeper_id"), "person", ["keeper_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_seal_registered_by_id"), "person", ["registered_by_id"], ["id"]
        )

    with op.batch_alter_table("seal_impression", schema=None) as batch_op:
        batch_op.add_column(sa.Column("application_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("chain_sha256", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_seal_impression_application_id"), "seal_application", ["application_id"], ["id"]
        )

    # A correction may be given up: its number must not come back as another paper's address.
    with op.batch_alter_table(
        "submission", schema=None, table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("correction_reason", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("correction_asked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("press_approved_by_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint("uq_submission_one_correction", ["corrects_id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_submission_press_approver_is_not_applicant"),
            "press_approved_by_id <> submitted_by_id",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_submission_press_approved_by_id"), "person", ["press_approved_by_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_submission_corrected_for_a_reason"),
            "corrects_id IS NULL OR correction_reason <> ''",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_submission_corrects_id"), "filing", ["corrects_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_submission_correction_asked_by_id"), "person", ["correction_asked_by_id"], ["id"]
        )

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index("uq_submission_one_per_unit")
        batch_op.create_index(
            "uq_submission_one_per_unit",
            ["notice_id", "annex_key", "owner_id"],
            unique=True,
            sqlite_where=sa.text("subject_id IS NULL AND corrects_id IS NULL"),
            postgresql_where=sa.text("subject_id IS NULL AND corrects_id IS NULL"),
        )
        batch_op.drop_index("uq_submission_one_per_cadre")
        batch_op.create_index(
            "uq_submission_one_per_cadre",
            ["notice_id", "annex_key", "owner_id", "subject_id"],
            unique=True,
            sqlite_where=sa.text("subject_id IS NOT NULL AND corrects_id IS NULL"),
            postgresql_where=sa.text("subject_id IS NOT NULL AND corrects_id IS NULL"),
        )

    _widen("submission_event", "action", ACTIONS)
    _widen("number_series", "series", SERIES)
    _widen("seal", "mode", MODES)


def _widen(table: str, column: str, words: tuple[str, ...]) -> None:
    """A word more in a column that holds one of a list."""
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")


def downgrade() -> None:
    # Refused for good, not for now: dropping these tables would throw away what has to be kept for years.
    raise CommandError("seals, keys and signed papers are not taken back: restore the backup made before")

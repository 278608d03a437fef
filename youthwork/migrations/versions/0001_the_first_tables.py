"""The first tables

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "领导机关",
                "团委",
                "团工委",
                "团总支",
                "团支部",
                "内设部门",
                name="type",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "省",
                "省辖市",
                "省直管县",
                "县",
                "乡镇街道",
                "基层",
                "直属单位",
                "省管高校",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=120), nullable=False),
        sa.Column("common_name", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column(
            "department_function",
            sa.Enum(
                "组织",
                "学校",
                "城市",
                "青年发展",
                "办公",
                "其他",
                name="department_function",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("established_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(type = '内设部门') = (department_function IS NOT NULL)",
            name=op.f("ck_organization_department_has_function"),
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= established_on",
            name=op.f("ck_organization_closes_after_opening"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organization.id"], name=op.f("fk_organization_parent_id")),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["organization.id"], name=op.f("fk_organization_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("code", name=op.f("uq_organization_code")),
    )
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organization_common_name"), ["common_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_organization_full_name"), ["full_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_organization_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organization_path"), ["path"], unique=True)
        batch_op.create_index(batch_op.f("ix_organization_short_name"), ["short_name"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column(
            "gender",
            sa.Enum("男", "女", name="gender", native_enum=False, create_constraint=True, length=20),
            nullable=True,
        ),
        sa.Column("birth_month", sa.String(length=7), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("large_text", sa.Boolean(), nullable=False),
        sa.Column("reset_code_hash", sa.String(length=200), nullable=True),
        sa.Column("reset_code_expires_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_name"), ["name"], unique=False)

    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_username_at", ["username", "at"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "专职", "挂职", "兼职", name="nature", native_enum=False, create_constraint=True, length=20
            ),
            nullable=True,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_appointment_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_appointment_organization_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name=op.f("fk_appointment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_appointment_organization_ends", ["organization_id", "ends_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_appointment_user_id"), ["user_id"], unique=False)

    op.create_table(
        "audit_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name=op.f("fk_audit_record_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_record")),
    )
    with op.batch_alter_table("audit_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_record_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_record_user_id"), ["user_id"], unique=False)

    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_link_ends_after_start")),
        sa.ForeignKeyConstraint(["branch_id"], ["organization.id"], name=op.f("fk_link_branch_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["organization.id"], name=op.f("fk_link_committee_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_link_recorded_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name=op.f("fk_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_link_one_open_per_cadre",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_key", sa.String(length=60), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["organization.id"], name=op.f("fk_notice_issuer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_issuer_id"), ["issuer_id"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column(
            "series",
            sa.Enum(
                "备案号",
                "受理编号",
                "用印编号",
                name="series",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_number_series_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "series", "period", name=op.f("pk_number_series")),
    )
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "留白手盖", "内部印模", name="mode", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("diameter_mm", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("diameter_mm BETWEEN 30 AND 60", name=op.f("ck_seal_diameter_of_a_seal")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from", name=op.f("ck_seal_valid_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_seal_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    )
    with op.batch_alter_table("seal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seal_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["organization.id"], name=op.f("fk_suggestion_about_id")),
        sa.ForeignKeyConstraint(["to_id"], ["organization.id"], name=op.f("fk_suggestion_to_id")),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name=op.f("fk_suggestion_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_to_id"), ["to_id"], unique=False)

    op.create_table(
        "appointment_duty",
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
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_appointment_duty_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_duty_appointment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_duty")),
        sa.UniqueConstraint(
            "appointment_id", "duty", "starts_on", name=op.f("uq_appointment_duty_appointment_id")
        ),
    )
    op.create_table(
        "notice_annex",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("annex_key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_annex_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_annex")),
        sa.UniqueConstraint("notice_id", "annex_key", name=op.f("uq_notice_annex_notice_id")),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("annex_key", sa.String(length=60), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_sign_off",
                "signed_off",
                "pressed",
                "sent",
                "accepted",
                "returned",
                "filed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("held_since", sa.DateTime(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column("route_reason", sa.String(length=300), nullable=False),
        sa.Column("signing_unit_id", sa.Integer(), nullable=True),
        sa.Column("sealing_unit_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_off_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_until", sa.DateTime(), nullable=True),
        sa.Column("filed_by_id", sa.Integer(), nullable=True),
        sa.Column("first_sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("correction_due", sa.Date(), nullable=True),
        sa.Column("intake_number", sa.String(length=30), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=True),
        sa.Column("answers_sha256", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'filed') = (holder_id IS NULL)", name=op.f("ck_submission_held_until_filed")
        ),
        sa.CheckConstraint(
            "state <> 'accepted' OR accepted_by_id IS NOT NULL",
            name=op.f("ck_submission_acceptor_if_accepted"),
        ),
        sa.CheckConstraint(
            "state <> 'filed' OR filed_by_id IS NOT NULL", name=op.f("ck_submission_filer_if_filed")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'returned') OR answers_sha256 IS NOT NULL",
            name=op.f("ck_submission_answers_once_submitted"),
        ),
        sa.CheckConstraint("filed_by_id <> subject_id", name=op.f("ck_submission_filer_is_not_subject")),
        sa.CheckConstraint(
            "filed_by_id <> submitted_by_id AND filed_by_id <> signed_off_by_id",
            name=op.f("ck_submission_filer_is_third_person"),
        ),
        sa.CheckConstraint(
            "signed_off_by_id <> subject_id", name=op.f("ck_submission_signer_is_not_subject")
        ),
        sa.CheckConstraint(
            "signed_off_by_id <> submitted_by_id", name=op.f("ck_submission_signer_is_not_filler")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_submission_accepted_by_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_submission_created_by_id")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["person.id"], name=op.f("fk_submission_filed_by_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["organization.id"], name=op.f("fk_submission_holder_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_submission_notice_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organization.id"], name=op.f("fk_submission_owner_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["organization.id"], name=op.f("fk_submission_receiver_id")),
        sa.ForeignKeyConstraint(
            ["sealing_unit_id"], ["organization.id"], name=op.f("fk_submission_sealing_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_off_by_id"], ["person.id"], name=op.f("fk_submission_signed_off_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["signing_unit_id"], ["organization.id"], name=op.f("fk_submission_signing_unit_id")
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_submission_subject_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_submission_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index("ix_submission_holder_state", ["holder_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_intake_number"), ["intake_number"], unique=False)
        batch_op.create_index("ix_submission_owner_newest", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_submission_owner_state", ["owner_id", "state"], unique=False)
        batch_op.create_index("ix_submission_receiver_state", ["receiver_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index(
            "uq_submission_one_per_cadre",
            ["notice_id", "annex_key", "owner_id", "subject_id"],
            unique=True,
            sqlite_where=sa.text("subject_id IS NOT NULL"),
            postgresql_where=sa.text("subject_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_submission_one_per_unit",
            ["notice_id", "annex_key", "owner_id"],
            unique=True,
            sqlite_where=sa.text("subject_id IS NULL"),
            postgresql_where=sa.text("subject_id IS NULL"),
        )

    op.create_table(
        "draft",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_draft_saved_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_draft_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "draft_save",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base_revision", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("posted", sa.JSON(), nullable=False),
        sa.Column("set_aside", sa.JSON(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name=op.f("fk_draft_save_saved_by_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_draft_save_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_save")),
        sa.UniqueConstraint("submission_id", "client_id", "sequence", name="uq_draft_save_once"),
    )
    op.create_table(
        "filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("organ_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("filing_number", sa.String(length=60), nullable=False),
        sa.Column("machine_number", sa.String(length=60), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column("edition_key", sa.String(length=60), nullable=False),
        sa.Column("annex_key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("heading", sa.String(length=60), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("owner_name", sa.String(length=120), nullable=False),
        sa.Column("organ_name", sa.String(length=120), nullable=False),
        sa.Column("department_name", sa.String(length=120), nullable=False),
        sa.Column("filed_by_name", sa.String(length=50), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("answers_sha256", sa.String(length=64), nullable=False),
        sa.Column("was_on_time", sa.Boolean(), nullable=False),
        sa.Column("retention_years", sa.Integer(), nullable=False),
        sa.Column("archival_number", sa.String(length=60), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tokeniser_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_filing_number_from_one")),
        sa.ForeignKeyConstraint(["department_id"], ["organization.id"], name=op.f("fk_filing_department_id")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["person.id"], name=op.f("fk_filing_filed_by_id")),
        sa.ForeignKeyConstraint(["organ_id"], ["organization.id"], name=op.f("fk_filing_organ_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organization.id"], name=op.f("fk_filing_owner_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_filing_subject_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_filing_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
        sa.UniqueConstraint("machine_number", name=op.f("uq_filing_machine_number")),
        sa.UniqueConstraint("organ_id", "year", "number", "version", name="uq_filing_number"),
        sa.UniqueConstraint("submission_id", name="uq_filing_once_per_submission"),
    )
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filing_filing_number"), ["filing_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_filing_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_filing_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index("ix_filing_year_annex", ["year", "annex_key"], unique=False)

    op.create_table(
        "seal_impression",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=False),
        sa.Column("keeper_id", sa.Integer(), nullable=False),
        sa.Column("answers_sha256", sa.String(length=64), nullable=False),
        sa.Column("scan_sha256", sa.String(length=64), nullable=True),
        sa.Column("scan_media_type", sa.String(length=40), nullable=True),
        sa.Column("unused_because", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "applicant_id <> approver_id AND approver_id <> keeper_id AND applicant_id <> keeper_id",
            name=op.f("ck_seal_impression_three_people"),
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["person.id"], name=op.f("fk_seal_impression_applicant_id")
        ),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_seal_impression_approver_id")),
        sa.ForeignKeyConstraint(["keeper_id"], ["person.id"], name=op.f("fk_seal_impression_keeper_id")),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"], ["organization.id"], name=op.f("fk_seal_impression_on_behalf_of_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_seal_impression_organization_id")
        ),
        sa.ForeignKeyConstraint(["seal_id"], ["seal.id"], name=op.f("fk_seal_impression_seal_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_seal_impression_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_impression")),
        sa.UniqueConstraint("organization_id", "number", name="uq_seal_impression_number"),
        sa.UniqueConstraint("submission_id", "round_number", "attempt", name="uq_seal_impression_once"),
    )
    with op.batch_alter_table("seal_impression", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seal_impression_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "submission_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(length=50), nullable=False),
        sa.Column("acting_for", sa.String(length=120), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "submit",
                "sign_off",
                "send_back",
                "press",
                "send",
                "withdraw",
                "accept",
                "return",
                "reassign",
                "forward",
                "file",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_sign_off",
                "signed_off",
                "pressed",
                "sent",
                "accepted",
                "returned",
                "filed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_submission_event_actor_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_event_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_event")),
    )
    with op.batch_alter_table("submission_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_submission_event_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "submission_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("row_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_fact_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_fact")),
    )
    with op.batch_alter_table("submission_fact", schema=None) as batch_op:
        batch_op.create_index("ix_submission_fact_kind_text", ["kind", "text"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_fact_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "submission_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("answers_sha256", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_round_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_submission_round_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_round")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_submission_round_submission_id")),
    )
    op.create_table(
        "filing_scope",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_filing_scope_filing_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_filing_scope_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "filing_id", name=op.f("pk_filing_scope")),
    )
    with op.batch_alter_table("filing_scope", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filing_scope_filing_id"), ["filing_id"], unique=False)

    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("sealed", "filed", name="kind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("impression_id", sa.Integer(), nullable=True),
        sa.Column("filing_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "待出件",
                "已出件",
                "出件失败",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'filed') = (filing_id IS NOT NULL)", name=op.f("ck_paper_filing_if_filed")
        ),
        sa.CheckConstraint("(state = '已出件') = (sha256 IS NOT NULL)", name=op.f("ck_paper_bytes_if_ready")),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_paper_filing_id")),
        sa.ForeignKeyConstraint(
            ["impression_id"], ["seal_impression.id"], name=op.f("fk_paper_impression_id")
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_paper_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index(
            "uq_paper_one_per_filing",
            ["filing_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'filed'"),
            postgresql_where=sa.text("kind = 'filed'"),
        )
        batch_op.create_index(
            "uq_paper_one_per_impression",
            ["impression_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'sealed'"),
            postgresql_where=sa.text("kind = 'sealed'"),
        )

    op.create_table(
        "paper_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_page_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_page")),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_paper_page_paper_id")),
    )


def downgrade() -> None:
    op.drop_table("paper_page")
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_paper_one_per_impression",
            sqlite_where=sa.text("kind = 'sealed'"),
            postgresql_where=sa.text("kind = 'sealed'"),
        )
        batch_op.drop_index(
            "uq_paper_one_per_filing",
            sqlite_where=sa.text("kind = 'filed'"),
            postgresql_where=sa.text("kind = 'filed'"),
        )
        batch_op.drop_index(batch_op.f("ix_paper_submission_id"))
        batch_op.drop_index(batch_op.f("ix_paper_sha256"))

    op.drop_table("paper")
    with op.batch_alter_table("filing_scope", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_filing_scope_filing_id"))

    op.drop_table("filing_scope")
    op.drop_table("submission_round")
    with op.batch_alter_table("submission_fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_fact_submission_id"))
        batch_op.drop_index("ix_submission_fact_kind_text")

    op.drop_table("submission_fact")
    with op.batch_alter_table("submission_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_event_submission_id"))
        batch_op.drop_index(batch_op.f("ix_submission_event_actor_id"))

    op.drop_table("submission_event")
    with op.batch_alter_table("seal_impression", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seal_impression_submission_id"))

    op.drop_table("seal_impression")
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.drop_index("ix_filing_year_annex")
        batch_op.drop_index(batch_op.f("ix_filing_subject_id"))
        batch_op.drop_index(batch_op.f("ix_filing_owner_id"))
        batch_op.drop_index(batch_op.f("ix_filing_filing_number"))

    op.drop_table("filing")
    op.drop_table("draft_save")
    op.drop_table("draft")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_submission_one_per_unit",
            sqlite_where=sa.text("subject_id IS NULL"),
            postgresql_where=sa.text("subject_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_submission_one_per_cadre",
            sqlite_where=sa.text("subject_id IS NOT NULL"),
            postgresql_where=sa.text("subject_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_submission_subject_id"))
        batch_op.drop_index("ix_submission_receiver_state")
        batch_op.drop_index("ix_submission_owner_state")
        batch_op.drop_index("ix_submission_owner_newest")
        batch_op.drop_index(batch_op.f("ix_submission_intake_number"))
        batch_op.drop_index("ix_submission_holder_state")
        batch_op.drop_index(batch_op.f("ix_submission_created_by_id"))

    op.drop_table("submission")
    op.drop_table("notice_annex")
    op.drop_table("appointment_duty")
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggestion_to_id"))

    op.drop_table("suggestion")
    with op.batch_alter_table("seal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seal_organization_id"))

    op.drop_table("seal")
    op.drop_table("number_series")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_issuer_id"))

    op.drop_table("notice")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_link_one_open_per_cadre",
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_link_user_id"))
        batch_op.drop_index(batch_op.f("ix_link_committee_id"))

    op.drop_table("link")
    with op.batch_alter_table("audit_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_record_user_id"))
        batch_op.drop_index(batch_op.f("ix_audit_record_at"))

    op.drop_table("audit_record")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_user_id"))
        batch_op.drop_index("ix_appointment_organization_ends")

    op.drop_table("appointment")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_username_at")

    op.drop_table("sign_in_attempt")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_name"))

    op.drop_table("person")
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_short_name"))
        batch_op.drop_index(batch_op.f("ix_organization_path"))
        batch_op.drop_index(batch_op.f("ix_organization_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organization_full_name"))
        batch_op.drop_index(batch_op.f("ix_organization_common_name"))

    op.drop_table("organization")

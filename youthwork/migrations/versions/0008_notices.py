"""Notices and duties: drafting, issuing, passing on; what is asked of whom and how it stands; the calendar

Revision: 0008, after 0007.
"""

from collections import Counter

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
MESSAGES = (
    "退回",
    "今日截止",
    "即将截止",
    "逾期",
    "待办",
    "进展",
    "备案",
    "更正",
    "代理与交接",
    "微心愿",
    "问题办理",
    "通知",
    "催报",
    "层层加码",
)
JOBS = ("出件", "汇编", "补时间戳", "每日汇总", "发邮件", "导出", "四性检测", "编索引", "下达")
EXPORTS = ("目录", "成件", "移交包", "汇总表")
LEVELS = ("省", "省辖市", "省直管县", "县", "乡镇街道", "基层", "直属单位", "省管高校")
TYPES = ("领导机关", "团委", "团工委", "团总支", "团支部", "内设部门")


def upgrade() -> None:
    _create_tables()
    _extend_notices()
    _give_papers_a_period()
    _widen("message", "kind", MESSAGES)
    _widen("job", "kind", JOBS)
    _widen("archive_export", "kind", EXPORTS)
    _create_combined_tables()
    _create_kept_counts()
    _count_units()


def _create_tables() -> None:
    op.create_table(
        "form_minutes",
        sa.Column("edition_key", sa.String(length=60), nullable=False),
        sa.Column("annex_key", sa.String(length=60), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0 AND times > 0", name=op.f("ck_form_minutes_counts_from_one")),
        sa.PrimaryKeyConstraint("edition_key", "annex_key", "minutes", name=op.f("pk_form_minutes")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_calendar_day_set_by_id")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "disqualification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("decided_for_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_disqualification_decided_for_a_reason")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawal_reason <> ''",
            name=op.f("ck_disqualification_withdrawn_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_disqualification_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_for_id"], ["organization.id"], name=op.f("fk_disqualification_decided_for_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disqualification_person_id")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["person.id"], name=op.f("fk_disqualification_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disqualification")),
    )
    with op.batch_alter_table("disqualification", schema=None) as batch_op:
        batch_op.create_index(
            "uq_disqualification_once_a_year",
            ["person_id", "year"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "addition_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "提高数量、频次",
                "增加必填项",
                "提前截止日期",
                "增加表格",
                "扩大范围",
                "延长有效期",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("annex_key", sa.String(length=60), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_addition_attempt_by_id")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["notice.id"], name=op.f("fk_addition_attempt_draft_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_addition_attempt_notice_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_addition_attempt_organization_id")
        ),
        sa.ForeignKeyConstraint(["seen_by_id"], ["person.id"], name=op.f("fk_addition_attempt_seen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addition_attempt")),
    )
    with op.batch_alter_table("addition_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_addition_attempt_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_addition_attempt_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "eligibility_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disqualification_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("granted_for_id", sa.Integer(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_eligibility_override_granted_for_a_reason")),
        sa.ForeignKeyConstraint(
            ["disqualification_id"],
            ["disqualification.id"],
            name=op.f("fk_eligibility_override_disqualification_id"),
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["person.id"], name=op.f("fk_eligibility_override_granted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["granted_for_id"], ["organization.id"], name=op.f("fk_eligibility_override_granted_for_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_override")),
    )
    with op.batch_alter_table("eligibility_override", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_eligibility_override_disqualification_id"), ["disqualification_id"], unique=False
        )

    op.create_table(
        "stage_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organ_id", sa.Integer(), nullable=False),
        sa.Column("organ_name", sa.String(length=120), nullable=False),
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
        sa.Column(
            "verdict",
            sa.Enum(
                "推荐上报",
                "本级入选，不再上报",
                "不予推荐",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_name", sa.String(length=50), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "verdict <> '不予推荐' OR opinion <> ''", name=op.f("ck_stage_decision_declined_for_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_stage_decision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["submission_event.id"], name=op.f("fk_stage_decision_event_id")
        ),
        sa.ForeignKeyConstraint(["organ_id"], ["organization.id"], name=op.f("fk_stage_decision_organ_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_stage_decision_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_decision")),
        sa.UniqueConstraint("event_id", name="uq_stage_decision_one_a_step"),
    )
    with op.batch_alter_table("stage_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_decision_organ_id"), ["organ_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stage_decision_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "notice_amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_notice_amendment_amended_for_a_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_notice_amendment_by_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_amendment_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_amendment")),
    )
    with op.batch_alter_table("notice_amendment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_amendment_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "duty_tally",
        sa.Column("notice_annex_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("filed", sa.Integer(), nullable=False),
        sa.Column("nil", sa.Integer(), nullable=False),
        sa.Column("exempt", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "missing >= 0 AND sent >= 0 AND filed >= 0 AND nil >= 0 AND exempt >= 0 AND on_time >= 0",
            name=op.f("ck_duty_tally_counts_from_zero"),
        ),
        sa.CheckConstraint("on_time <= sent + filed + nil", name=op.f("ck_duty_tally_on_time_of_reported")),
        sa.ForeignKeyConstraint(
            ["notice_annex_id"], ["notice_annex.id"], name=op.f("fk_duty_tally_notice_annex_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_duty_tally_organization_id")
        ),
        sa.PrimaryKeyConstraint("notice_annex_id", "organization_id", name=op.f("pk_duty_tally")),
    )
    with op.batch_alter_table("duty_tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_tally_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "report_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_annex_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "未报",
                "已报",
                "已备案",
                "零报告",
                "免报",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("is_on_time", sa.Boolean(), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("nil_by_id", sa.Integer(), nullable=True),
        sa.Column("nil_words", sa.String(length=300), nullable=False),
        sa.Column("same_as_id", sa.Integer(), nullable=True),
        sa.Column("passed_on_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(standing = '零报告') = (nil_by_id IS NOT NULL)", name=op.f("ck_report_duty_nil_by_somebody")
        ),
        sa.ForeignKeyConstraint(["nil_by_id"], ["person.id"], name=op.f("fk_report_duty_nil_by_id")),
        sa.ForeignKeyConstraint(
            ["notice_annex_id"], ["notice_annex.id"], name=op.f("fk_report_duty_notice_annex_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organization.id"], name=op.f("fk_report_duty_owner_id")),
        sa.ForeignKeyConstraint(
            ["passed_on_id"], ["notice_annex.id"], name=op.f("fk_report_duty_passed_on_id")
        ),
        sa.ForeignKeyConstraint(["same_as_id"], ["report_duty.id"], name=op.f("fk_report_duty_same_as_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_report_duty_subject_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_report_duty_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_duty")),
    )
    with op.batch_alter_table("report_duty", schema=None) as batch_op:
        batch_op.create_index("ix_report_duty_owner", ["owner_id", "due"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_duty_same_as_id"), ["same_as_id"], unique=False)
        batch_op.create_index(
            "ix_report_duty_standing", ["notice_annex_id", "standing", "path"], unique=False
        )
        batch_op.create_index("ix_report_duty_subject", ["subject_id", "due"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_duty_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index(
            "uq_report_duty_of_cadre",
            ["notice_annex_id", "owner_id", "subject_id"],
            unique=True,
            sqlite_where=sa.text("subject_id IS NOT NULL"),
            postgresql_where=sa.text("subject_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_report_duty_of_unit",
            ["notice_annex_id", "owner_id"],
            unique=True,
            sqlite_where=sa.text("subject_id IS NULL"),
            postgresql_where=sa.text("subject_id IS NULL"),
        )

    op.create_table(
        "duty_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("延期", "免报", name="kind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_for_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind <> '延期' OR until IS NOT NULL", name=op.f("ck_duty_exception_later_until_a_day")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_duty_exception_granted_for_a_reason")),
        sa.ForeignKeyConstraint(["duty_id"], ["report_duty.id"], name=op.f("fk_duty_exception_duty_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_duty_exception_ended_by_id")),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["person.id"], name=op.f("fk_duty_exception_granted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["granted_for_id"], ["organization.id"], name=op.f("fk_duty_exception_granted_for_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_exception")),
    )
    with op.batch_alter_table("duty_exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_exception_duty_id"), ["duty_id"], unique=False)

    op.create_table(
        "duty_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("延期", "免报", name="kind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "待答复",
                "已准予",
                "未准予",
                "已撤回",
                "不再需要",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_for_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("exception_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_duty_request_asked_for_a_reason")),
        sa.CheckConstraint(
            "kind <> '延期' OR until IS NOT NULL", name=op.f("ck_duty_request_later_until_a_day")
        ),
        sa.CheckConstraint(
            "(state = '待答复') = (ended_at IS NULL)", name=op.f("ck_duty_request_open_until_ended")
        ),
        sa.CheckConstraint(
            "(state = '已准予') = (exception_id IS NOT NULL)",
            name=op.f("ck_duty_request_granted_by_an_exception"),
        ),
        sa.CheckConstraint(
            "state <> '未准予' OR answer <> ''", name=op.f("ck_duty_request_refused_with_words")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_duty_request_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["answered_for_id"], ["organization.id"], name=op.f("fk_duty_request_answered_for_id")
        ),
        sa.ForeignKeyConstraint(["duty_id"], ["report_duty.id"], name=op.f("fk_duty_request_duty_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_duty_request_ended_by_id")),
        sa.ForeignKeyConstraint(
            ["exception_id"], ["duty_exception.id"], name=op.f("fk_duty_request_exception_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_request")),
    )
    with op.batch_alter_table("duty_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_request_duty_id"), ["duty_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_request_exception_id"), ["exception_id"], unique=False)
        batch_op.create_index(
            "uq_duty_request_one_open",
            ["duty_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("ix_duty_request_ended", ["ended_at"], unique=False)

    op.create_table(
        "duty_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "未报",
                "已报",
                "已备案",
                "零报告",
                "免报",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("is_on_time", sa.Boolean(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["report_duty.id"], name=op.f("fk_duty_mark_duty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_mark")),
    )
    with op.batch_alter_table("duty_mark", schema=None) as batch_op:
        batch_op.create_index("ix_duty_mark_duty", ["duty_id", "at"], unique=False)

    op.create_table(
        "duty_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("acting_for_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acting_for_id"], ["organization.id"], name=op.f("fk_duty_reminder_acting_for_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_duty_reminder_by_id")),
        sa.ForeignKeyConstraint(["duty_id"], ["report_duty.id"], name=op.f("fk_duty_reminder_duty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_reminder")),
        sa.UniqueConstraint("duty_id", "day", name="uq_duty_reminder_once_a_day"),
    )


def _extend_notices() -> None:
    """A notice is drawn up, issued, passed on, amended, withdrawn; an annex may be asked for every month."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "state",
                sa.Enum(
                    "拟稿",
                    "已印发",
                    "已撤回",
                    name="state",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                nullable=False,
                server_default="已印发",
            )
        )
        batch_op.add_column(sa.Column("addressees", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("copied_to", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("audience", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("body", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("basis", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("urgent_reason", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("numbers", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("reserve_days", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("passes_on_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("contact_name", sa.String(length=50), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("contact_phone", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("created_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("created_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("typed", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("saved_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("saved_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("handed_in_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("handed_in_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("issued_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("issued_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("withdrawal_reason", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("laid_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_check_constraint(
            op.f("ck_notice_issued_by_somebody"),
            "state = '拟稿' OR issued_by_id IS NOT NULL OR created_by_id IS NULL",
        )
        batch_op.create_check_constraint(
            op.f("ck_notice_withdrawn_at_a_moment"), "(state = '已撤回') = (withdrawn_at IS NOT NULL)"
        )
        batch_op.create_check_constraint(
            op.f("ck_notice_withdrawn_for_a_reason"), "withdrawn_at IS NULL OR withdrawal_reason <> ''"
        )
        batch_op.create_check_constraint(
            op.f("ck_notice_expires_after_issue"), "expires_on IS NULL OR expires_on >= issued_on"
        )
        batch_op.create_check_constraint(op.f("ck_notice_reserve_from_zero"), "reserve_days >= 0")
        batch_op.add_column(sa.Column("signed_as_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_notice_signed_as_id"), "organization", ["signed_as_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_notice_passes_on_id"), ["passes_on_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_notice_issued_by_id"), "person", ["issued_by_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_notice_withdrawn_by_id"), "person", ["withdrawn_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_notice_created_by_id"), "person", ["created_by_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_notice_passes_on_id"), "notice", ["passes_on_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_notice_saved_by_id"), "person", ["saved_by_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_notice_handed_in_by_id"), "person", ["handed_in_by_id"], ["id"]
        )

    with op.batch_alter_table("notice_annex", schema=None) as batch_op:
        batch_op.add_column(sa.Column("period", sa.String(length=10), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("opens_on", sa.Date(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_notice_annex_notice_id"), type_="unique")
        batch_op.create_check_constraint(
            op.f("ck_notice_annex_opens_before_due"), "opens_on IS NULL OR opens_on <= due"
        )
        batch_op.create_index("ix_notice_annex_due", ["due"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_annex_notice_id"), ["notice_id"], unique=False)
        batch_op.create_unique_constraint(
            "uq_notice_annex_one_a_period", ["notice_id", "annex_key", "period"]
        )


def _give_papers_a_period() -> None:
    """One paper a period."""
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("period", sa.String(length=10), nullable=False, server_default=""))
        batch_op.drop_index(
            batch_op.f("uq_submission_one_per_cadre"),
            sqlite_where=sa.text("subject_id IS NOT NULL AND corrects_id IS NULL"),
        )
        batch_op.create_index(
            "uq_submission_one_per_cadre",
            ["notice_id", "annex_key", "period", "owner_id", "subject_id"],
            unique=True,
            sqlite_where=sa.text("subject_id IS NOT NULL AND corrects_id IS NULL"),
            postgresql_where=sa.text("subject_id IS NOT NULL AND corrects_id IS NULL"),
        )
        batch_op.drop_index(
            batch_op.f("uq_submission_one_per_unit"),
            sqlite_where=sa.text("subject_id IS NULL AND corrects_id IS NULL"),
        )
        batch_op.create_index(
            "uq_submission_one_per_unit",
            ["notice_id", "annex_key", "period", "owner_id"],
            unique=True,
            sqlite_where=sa.text("subject_id IS NULL AND corrects_id IS NULL"),
            postgresql_where=sa.text("subject_id IS NULL AND corrects_id IS NULL"),
        )


def _create_combined_tables() -> None:
    op.create_table(
        "combined_look",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("notice_annex_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_annex_id"], ["notice_annex.id"], name=op.f("fk_combined_look_notice_annex_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_combined_look_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_combined_look_person_id")),
        sa.PrimaryKeyConstraint(
            "person_id", "notice_annex_id", "organization_id", name=op.f("pk_combined_look")
        ),
    )
    op.create_table(
        "combined_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_annex_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=100), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("units >= 0 AND lines >= 0", name=op.f("ck_combined_version_counts_from_zero")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["person.id"], name=op.f("fk_combined_version_kept_by_id")),
        sa.ForeignKeyConstraint(
            ["notice_annex_id"], ["notice_annex.id"], name=op.f("fk_combined_version_notice_annex_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_combined_version_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_combined_version")),
    )
    with op.batch_alter_table("combined_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_combined_version_of", ["notice_annex_id", "organization_id", "id"], unique=False
        )

    op.create_index(
        "ix_organization_successor_id",
        "organization",
        ["successor_id"],
        unique=False,
        sqlite_where=sa.text("successor_id IS NOT NULL"),
        postgresql_where=sa.text("successor_id IS NOT NULL"),
    )


def _kind() -> list[sa.Column[str]]:
    """层级 and 类型 of the units counted."""
    return [
        sa.Column(
            name,
            sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20),
            nullable=False,
        )
        for name, words in (("level", LEVELS), ("type", TYPES))
    ]


def _create_kept_counts() -> None:
    op.create_table(
        "duty_day_tally",
        sa.Column("notice_annex_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_kind(),
        sa.Column("superior_id", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("filed", sa.Integer(), nullable=False),
        sa.Column("nil", sa.Integer(), nullable=False),
        sa.Column("exempt", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_annex_id"], ["notice_annex.id"], name=op.f("fk_duty_day_tally_notice_annex_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_duty_day_tally_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["superior_id"], ["organization.id"], name=op.f("fk_duty_day_tally_superior_id")
        ),
        sa.PrimaryKeyConstraint(
            "notice_annex_id",
            "organization_id",
            "day",
            "level",
            "type",
            "superior_id",
            name=op.f("pk_duty_day_tally"),
        ),
    )
    op.create_index(
        "ix_duty_day_tally_under", "duty_day_tally", ["notice_annex_id", "superior_id", "day"], unique=False
    )
    op.create_table(
        "unit_tally",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        *_kind(),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_unit_tally_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "level", "type", name=op.f("pk_unit_tally")),
    )
    op.create_index(op.f("ix_organization_established_on"), "organization", ["established_on"], unique=False)


def _count_units() -> None:
    """The units there are already, beneath each organ."""
    units = sa.text(
        "SELECT path, level, type FROM organization WHERE closed_on IS NULL AND department_function IS NULL"
    )
    found: Counter[tuple[int, str, str]] = Counter()
    for path, level, type_ in op.get_bind().execute(units):
        for above in path.strip("/").split("/")[:-1]:
            found[int(above), level, type_] += 1
    table = sa.table("unit_tally", *map(sa.column, ("organization_id", "level", "type", "units")))
    rows = [(*key, count) for key, count in sorted(found.items())]
    if rows:
        names = ("organization_id", "level", "type", "units")
        op.bulk_insert(table, [dict(zip(names, row, strict=True)) for row in rows])


def _widen(table: str, column: str, words: tuple[str, ...]) -> None:
    """A word more in a column that holds one of a list."""
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")


def downgrade() -> None:
    raise CommandError("0008 is not taken back: restore the backup made before the upgrade")

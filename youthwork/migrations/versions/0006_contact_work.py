"""Contact work: records, night visits, youth, secretaries, groups, postings, wishes

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
SOURCES = ("联系关系", "人员信息", "任职", "组织", "报送件", "活动记录")
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
)


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=40), nullable=False),
        sa.Column("sent_sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "专职", "挂职", "兼职", name="nature", native_enum=False, create_constraint=True, length=20
            ),
            nullable=True,
        ),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("with_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("linked_people", sa.Integer(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_reason <> ''", name=op.f("ck_activity_withdrawn_for_a_reason")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
            name=op.f("ck_activity_withdrawn_by_somebody"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_activity_ends_after_start")),
        sa.CheckConstraint("people >= 0", name=op.f("ck_activity_people_from_zero")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_activity_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_activity_person_id")),
        sa.ForeignKeyConstraint(["with_id"], ["organization.id"], name=op.f("fk_activity_with_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_activity_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("person_id", "client_key", name="uq_activity_sent_once"),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(
            "ix_activity_organization_starts", ["organization_id", "starts_at"], unique=False
        )
        batch_op.create_index("ix_activity_person_starts", ["person_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_with_id"), ["with_id"], unique=False)

    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.Column("prefecture_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_posting_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["county_id"], ["organization.id"], name=op.f("fk_posting_county_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_posting_person_id")),
        sa.ForeignKeyConstraint(
            ["prefecture_id"], ["organization.id"], name=op.f("fk_posting_prefecture_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_posting_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posting_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_posting_prefecture", ["prefecture_id", "starts_on"], unique=False)

    op.create_table(
        "secretary_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("secretary_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("cadre_id <> secretary_id", name=op.f("ck_secretary_link_two_persons")),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_secretary_link_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["cadre_id"], ["person.id"], name=op.f("fk_secretary_link_cadre_id")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["organization.id"], name=op.f("fk_secretary_link_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_secretary_link_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["secretary_id"], ["person.id"], name=op.f("fk_secretary_link_secretary_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secretary_link")),
    )
    with op.batch_alter_table("secretary_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secretary_link_cadre_id"), ["cadre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_secretary_link_secretary_id"), ["secretary_id"], unique=False)
        batch_op.create_index(
            "uq_secretary_link_one_open",
            ["cadre_id", "secretary_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "signal_settings",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_signal_settings_organization_id")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_signal_settings_set_by_id")),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_signal_settings")),
    )
    op.create_table(
        "youth_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "国有企业",
                "非公企业",
                "农村",
                "机关事业单位",
                "高校",
                "中学中职",
                "社区",
                "社会组织",
                "新兴青年群体",
                "进城务工青年",
                "创业青年",
                "返乡青年",
                "困难青少年",
                name="field",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("name_locked", sa.LargeBinary(), nullable=True),
        sa.Column(
            "way",
            sa.Enum(
                "微信",
                "QQ",
                "微博",
                "电话",
                "当面",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("way_locked", sa.LargeBinary(), nullable=True),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("consent", sa.String(length=60), nullable=False),
        sa.Column("may_pass_on", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "联系中",
                "不愿参与",
                "已结束",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "state = '联系中' OR (name_locked IS NULL AND way_locked IS NULL)",
            name=op.f("ck_youth_contact_forgotten_when_over"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_youth_contact_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["cadre_id"], ["person.id"], name=op.f("fk_youth_contact_cadre_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_youth_contact_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_youth_contact")),
    )
    with op.batch_alter_table("youth_contact", schema=None) as batch_op:
        batch_op.create_index("ix_youth_contact_cadre", ["cadre_id", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_youth_contact_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "activity_band",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_band_activity_id")),
        sa.PrimaryKeyConstraint("activity_id", "band", name=op.f("pk_activity_band")),
    )
    with op.batch_alter_table("activity_band", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_band_band"), ["band"], unique=False)

    op.create_table(
        "activity_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_change_activity_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_activity_change_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_change")),
    )
    with op.batch_alter_table("activity_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_change_activity_id"), ["activity_id"], unique=False)

    op.create_table(
        "activity_member",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_member_activity_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_activity_member_person_id")),
        sa.PrimaryKeyConstraint("activity_id", "person_id", name=op.f("pk_activity_member")),
    )
    with op.batch_alter_table("activity_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_member_person_id"), ["person_id"], unique=False)

    op.create_table(
        "activity_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("thumbnail_sha256", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=120), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_photo_activity_id")),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_activity_photo_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_photo")),
        sa.UniqueConstraint("activity_id", "sha256", name="uq_activity_photo_once"),
    )
    with op.batch_alter_table("activity_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_photo_sha256"), ["sha256"], unique=False)

    op.create_table(
        "activity_purpose",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_purpose_activity_id")
        ),
        sa.PrimaryKeyConstraint("activity_id", "purpose", name=op.f("pk_activity_purpose")),
    )
    with op.batch_alter_table("activity_purpose", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_purpose_purpose"), ["purpose"], unique=False)

    op.create_table(
        "activity_signal",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "时间重叠",
                "来不及到",
                "还没有到",
                "补记",
                "集中补记",
                "白天的夜访",
                "夜访不足一小时",
                "人数多于支部",
                "都是整数",
                "文字近似",
                "没有写成效",
                "写了保护对象姓名",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("sentence", sa.String(length=200), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_signal_activity_id")
        ),
        sa.PrimaryKeyConstraint("activity_id", "kind", name=op.f("pk_activity_signal")),
    )
    op.create_table(
        "protected_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visitor_id", sa.Integer(), nullable=False),
        sa.Column("masked_name", sa.String(length=10), nullable=False),
        sa.Column("name_locked", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["visitor_id"], ["person.id"], name=op.f("fk_protected_person_visitor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected_person")),
    )
    with op.batch_alter_table("protected_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protected_person_visitor_id"), ["visitor_id"], unique=False)

    op.create_table(
        "night_visit",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "一访困难青少年或不良行为青少年",
                "二访班级或寝室",
                "三访社会组织",
                "四访创业青年",
                "五访村、社区",
                "六访下级团组织",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("visited", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("must_do", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind <> '一访困难青少年或不良行为青少年' OR subject_id IS NOT NULL",
            name=op.f("ck_night_visit_troubled_is_protected"),
        ),
        sa.CheckConstraint(
            "subject_id IS NULL OR visited = ''", name=op.f("ck_night_visit_protected_or_named")
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_night_visit_activity_id")),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["protected_person.id"], name=op.f("fk_night_visit_subject_id")
        ),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_night_visit")),
    )
    with op.batch_alter_table("night_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_night_visit_subject_id"), ["subject_id"], unique=False)
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "国有企业",
                "非公企业",
                "农村",
                "机关事业单位",
                "高校",
                "中学中职",
                "社区",
                "社会组织",
                "新兴青年群体",
                "进城务工青年",
                "创业青年",
                "返乡青年",
                "困难青少年",
                name="field",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("of_whom", sa.String(length=40), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "已登记",
                "本人办理",
                "心愿池",
                "已认领",
                "已实现",
                "已反馈",
                "无法实现",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = '心愿池') = (owner_id IS NULL)", name=op.f("ck_wish_owned_unless_pooled")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_wish_has_text")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_wish_activity_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_wish_organization_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_wish_owner_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["organization.id"], name=op.f("fk_wish_pool_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["person.id"], name=op.f("fk_wish_raised_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("raised_by_id", "client_key", name="uq_wish_sent_once"),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wish_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index("ix_wish_owner", ["owner_id", "state"], unique=False)
        batch_op.create_index("ix_wish_pool", ["pool_id", "state", "id"], unique=False)

    op.create_table(
        "visit_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "待办",
                "办理中",
                "已解决",
                "已说明",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_visit_problem_organization_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_visit_problem_owner_id")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["night_visit.activity_id"], name=op.f("fk_visit_problem_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_problem")),
    )
    with op.batch_alter_table("visit_problem", schema=None) as batch_op:
        batch_op.create_index(
            "ix_visit_problem_organization_state", ["organization_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_visit_problem_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_problem_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "wish_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "登记",
                "本人办理",
                "转入心愿池",
                "认领",
                "退回心愿池",
                "移交",
                "转上级心愿池",
                "转下级心愿池",
                "提醒",
                "更正文字",
                "实现",
                "反馈",
                "无法实现",
                "重新办理",
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
                "已登记",
                "本人办理",
                "心愿池",
                "已认领",
                "已实现",
                "已反馈",
                "无法实现",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_wish_step_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_wish_step_owner_id")),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("fk_wish_step_wish_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_step")),
    )
    with op.batch_alter_table("wish_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_step_wish_id"), ["wish_id"], unique=False)

    op.create_table(
        "problem_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "发现",
                "开始办理",
                "记一笔",
                "移交",
                "已解决",
                "已说明",
                "重新办理",
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
                "待办",
                "办理中",
                "已解决",
                "已说明",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_problem_step_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_problem_step_owner_id")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["visit_problem.id"], name=op.f("fk_problem_step_problem_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_step")),
    )
    with op.batch_alter_table("problem_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_step_problem_id"), ["problem_id"], unique=False)

    op.create_table(
        "work_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "“1+100”工作小组",
                "下沉干部小组",
                "调研组",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("leader_reason", sa.String(length=200), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("filing_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> '下沉干部小组' OR committee_id IS NOT NULL",
            name=op.f("ck_work_group_posted_group_has_committee"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_work_group_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["organization.id"], name=op.f("fk_work_group_branch_id")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["organization.id"], name=op.f("fk_work_group_committee_id")
        ),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_work_group_filing_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["person.id"], name=op.f("fk_work_group_leader_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_work_group_organization_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_work_group_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_group")),
    )
    with op.batch_alter_table("work_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_group_filing_id"), ["filing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_group_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_group_member_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["work_group.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_member_person_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_group_member_posting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index("ix_group_member_group", ["group_id", "person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_member_person_id"), ["person_id"], unique=False)

    op.create_table(
        "declined_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prefecture_id", sa.Integer(), nullable=False),
        sa.Column("posting_ids", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("declined_by_id", sa.Integer(), nullable=False),
        sa.Column("declined_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_declined_proposal_declined_for_a_reason")),
        sa.ForeignKeyConstraint(
            ["prefecture_id"], ["organization.id"], name=op.f("fk_declined_proposal_prefecture_id")
        ),
        sa.ForeignKeyConstraint(
            ["declined_by_id"], ["person.id"], name=op.f("fk_declined_proposal_declined_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declined_proposal")),
    )
    with op.batch_alter_table("declined_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_declined_proposal_prefecture", ["prefecture_id"], unique=False)

    _answer_suggestions()
    _widen("submission_source", "kind", SOURCES)
    _widen("message", "kind", MESSAGES)


def _answer_suggestions() -> None:
    """投诉与建议 are read and answered."""
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("read_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("read_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answer", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("answered_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_suggestion_read_by_id"), "person", ["read_by_id"], ["id"])
        batch_op.create_foreign_key(
            op.f("fk_suggestion_answered_by_id"), "person", ["answered_by_id"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_suggestion_answered_in_words"), "(answered_at IS NULL) = (answer = '')"
        )
        batch_op.create_index(batch_op.f("ix_suggestion_user_id"), ["user_id"], unique=False)


def _widen(table: str, column: str, words: tuple[str, ...]) -> None:
    """A word more in a column that holds one of a list."""
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")


def downgrade() -> None:
    raise CommandError("0006 is not taken back: restore the backup made before the upgrade")

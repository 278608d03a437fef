"""The archive: 归档, 保管期限, 利用登记, 四性检测, 鉴定销毁, exports, saved searches; kept counts; PostgreSQL search

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
KINDS = ("出件", "汇编", "补时间戳", "每日汇总", "发邮件", "导出", "四性检测", "编索引")


def upgrade() -> None:
    op.create_table(
        "archive_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=False),
        sa.Column("archived_by_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["archived_by_id"], ["person.id"], name=op.f("fk_archive_batch_archived_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_archive_batch_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_batch")),
    )
    with op.batch_alter_table("archive_batch", schema=None) as batch_op:
        batch_op.create_index("ix_archive_batch_organization_year", ["organization_id", "year"], unique=False)

    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "鉴定中",
                "待批准",
                "已批准",
                "已销毁",
                "已撤回",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("opinion", sa.String(length=500), nullable=False),
        sa.Column("carried_out_by_id", sa.Integer(), nullable=True),
        sa.Column("carried_out_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = '已销毁') = (carried_out_at IS NOT NULL)",
            name=op.f("ck_disposal_carried_out_at_its_end"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('已批准', '已销毁') OR approved_by_id IS NOT NULL",
            name=op.f("ck_disposal_approved_before_carried_out"),
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_disposal_approved_by_somebody")
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name=op.f("ck_disposal_two_persons")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_disposal_approved_by_id")),
        sa.ForeignKeyConstraint(
            ["carried_out_by_id"], ["person.id"], name=op.f("fk_disposal_carried_out_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_disposal_organization_id")
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_disposal_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
    )
    with op.batch_alter_table("disposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disposal_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "filing_tally",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("annex_key", sa.String(length=60), nullable=False),
        sa.Column("department_name", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["organization.id"], name=op.f("fk_filing_tally_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_filing_tally_organization_id")
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "year", "department_id", "annex_key", name=op.f("pk_filing_tally")
        ),
    )
    op.create_table(
        "index_build",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tokeniser_version", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_build")),
    )
    op.create_table(
        "fonds",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("department_codes", sa.JSON(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_fonds_organization_id")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_fonds_set_by_id")),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_fonds")),
    )
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("annex_key", sa.String(length=60), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("approval_number", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_retention_rule_ends_after_start")
        ),
        sa.CheckConstraint("years IN (0, 10, 30)", name=op.f("ck_retention_rule_known_period")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_retention_rule_organization_id")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_retention_rule_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
    )
    with op.batch_alter_table("retention_rule", schema=None) as batch_op:
        batch_op.create_index(
            "ix_retention_rule_organization", ["organization_id", "annex_key", "starts_on"], unique=False
        )

    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_search_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("person_id", "name", name="uq_saved_search_name"),
    )
    op.create_table(
        "archive_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "归档",
                "移交与接收",
                "长期保存",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("blocking", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reached", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_archive_check_asked_by_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_archive_check_job_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_archive_check_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_check")),
    )
    with op.batch_alter_table("archive_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_archive_check_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "archive_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "目录", "成件", "移交包", name="kind", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("filing_ids", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("kept_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_archive_export_asked_by_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_archive_export_job_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_archive_export_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_export")),
    )
    with op.batch_alter_table("archive_export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_archive_export_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_export_kept_until"), ["kept_until"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_archive_export_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "archive_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "查看电话",
                "调阅",
                "打印成册",
                "导出目录",
                "导出成件",
                "移交",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(length=50), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_archive_use_counts_something")),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_archive_use_filing_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_archive_use_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_archive_use_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_use")),
    )
    with op.batch_alter_table("archive_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_archive_use_filing_id"), ["filing_id"], unique=False)
        batch_op.create_index("ix_archive_use_organization", ["organization_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_use_person_id"), ["person_id"], unique=False)

    op.create_table(
        "disposal_item",
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("销毁", "续存", name="verdict", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("extra_years", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("archival_number", sa.String(length=60), nullable=False),
        sa.Column("filing_number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("owner_name", sa.String(length=120), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("retention_years", sa.Integer(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("answers_sha256", sa.String(length=64), nullable=False),
        sa.Column("paper_sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(verdict = '续存') = (extra_years > 0)", name=op.f("ck_disposal_item_years_if_extended")
        ),
        sa.ForeignKeyConstraint(["disposal_id"], ["disposal.id"], name=op.f("fk_disposal_item_disposal_id")),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_disposal_item_filing_id")),
        sa.PrimaryKeyConstraint("disposal_id", "filing_id", name=op.f("pk_disposal_item")),
    )
    with op.batch_alter_table("disposal_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disposal_item_filing_id"), ["filing_id"], unique=False)

    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("archive_batch_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("item_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("page_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("names", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("destroyed_at", sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_filing_archive_batch_id"), ["archive_batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_filing_tokeniser_version"), ["tokeniser_version"], unique=False)
        batch_op.drop_index("ix_filing_year_annex")
        batch_op.create_index("ix_filing_year", ["year", "id"], unique=False)
        batch_op.create_unique_constraint("uq_filing_archival_number", ["organ_id", "archival_number"])
        batch_op.create_check_constraint(
            op.f("ck_filing_archived_with_a_number"), "(archive_batch_id IS NULL) = (archival_number IS NULL)"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_filing_archive_batch_id"), "archive_batch", ["archive_batch_id"], ["id"]
        )
    _widen("job", "kind", KINDS)
    _count_what_is_filed()
    if op.get_bind().dialect.name == "postgresql":
        _make_search_table()


def _widen(table: str, column: str, words: tuple[str, ...]) -> None:
    """A word more in a column that holds one of a list."""
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")


def _count_what_is_filed() -> None:
    op.execute(
        "INSERT INTO filing_tally (organization_id, year, department_id, annex_key, department_name, count) "
        "SELECT s.organization_id, f.year, f.department_id, f.annex_key, max(f.department_name), count(*) "
        "FROM filing_scope s JOIN filing f ON f.id = s.filing_id "
        "GROUP BY s.organization_id, f.year, f.department_id, f.annex_key"
    )


def _make_search_table() -> None:
    """What SQLite's search table holds, and the folded text beside it; filled by `youthwork reindex`."""
    op.execute(
        "CREATE TABLE filing_search (filing_id INTEGER PRIMARY KEY, "
        "folded TEXT NOT NULL, tokens TSVECTOR NOT NULL)"
    )
    # fastupdate keeps new tokens in a list that every search reads through: here searches outnumber filings.
    op.execute(
        "CREATE INDEX ix_filing_search_tokens ON filing_search USING gin (tokens) WITH (fastupdate = off)"
    )


def downgrade() -> None:
    raise CommandError("0005 is not taken back: restore the backup made before the upgrade")

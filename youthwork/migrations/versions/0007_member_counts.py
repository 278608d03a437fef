"""团员人数 of an organization; a question more about a record, a source more of a form

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
SIGNALS = (
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
    "同一张照片",
    "没有写成效",
    "写了保护对象姓名",
)
SOURCES = ("联系关系", "人员信息", "任职", "组织", "报送件", "活动记录", "小组")


def upgrade() -> None:
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.add_column(sa.Column("members", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("members_as_of", sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_organization_members_in_bounds"), "members IS NULL OR members BETWEEN 0 AND 100000"
        )
        batch_op.create_check_constraint(
            op.f("ck_organization_members_as_of_a_day"), "(members IS NULL) = (members_as_of IS NULL)"
        )
    _widen("activity_signal", "kind", SIGNALS)
    _widen("submission_source", "kind", SOURCES)


def _widen(table: str, column: str, words: tuple[str, ...]) -> None:
    """A word more in a column that holds one of a list."""
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")


def downgrade() -> None:
    raise CommandError("0007 is not taken back: restore the backup made before the upgrade")

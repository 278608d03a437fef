"""The search table: tokens of every filing, on SQLite; PostgreSQL gets its own with “The archive”

Revision: 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    # contentless and detail=none: tokens say which filings, never where; a tenth of the size. The tokens are
    # made by services/archive/tokens.py, so this tokeniser only parts them at blanks: ascii takes every
    # character beyond ASCII as part of a word, rare ideographs included, which unicode61 does not.
    op.execute(
        "CREATE VIRTUAL TABLE filing_index USING fts5("
        "tokens, content='', detail=none, columnsize=0, tokenize=\"ascii tokenchars '_:'\")"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE filing_index")

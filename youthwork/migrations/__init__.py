"""数据库版本: Alembic, run by `youthwork init` and by every start of the demo."""

"""取数: 任务表 rows and the monthly report drawn from records."""

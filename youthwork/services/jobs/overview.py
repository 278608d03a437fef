"""任务概况: how many jobs wait, run, were given up; for the command line and whoever looks after the machine."""

from __future__ import annotations

from sqlalchemy import func, select

from youthwork.extensions import db
from youthwork.models import Job, JobState


def unfinished_count() -> int:
    """What is not done: waiting, running or given up."""
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.state != JobState.DONE)) or 0

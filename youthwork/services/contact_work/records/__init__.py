"""活动记录: written, corrected, asked about, read."""

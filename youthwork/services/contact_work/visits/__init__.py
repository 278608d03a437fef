"""主题访谈夜: visits, protected persons, problems."""

"""组织与人员: accounts, posts and duties, and the tree they stand in."""

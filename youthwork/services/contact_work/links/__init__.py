"""联系关系: cadres, committees, branches, secretaries."""

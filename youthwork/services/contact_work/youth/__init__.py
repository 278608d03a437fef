"""联系青年: the least of each, locked."""

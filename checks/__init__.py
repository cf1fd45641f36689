"""What the readings mean: campus facts, indicators, clauses, verdicts. Pure, no I/O but its own data files."""

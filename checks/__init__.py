"""What the readings mean: facts, indicators, clauses, verdicts. Pure; reads only its data files."""

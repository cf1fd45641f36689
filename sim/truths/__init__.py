"""The limits of clauses about what platforms tell, by subject."""

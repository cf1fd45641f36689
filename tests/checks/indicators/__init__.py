"""Indicators: each table row is one promise about a value, or about the reason for none."""

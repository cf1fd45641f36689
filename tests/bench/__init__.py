"""Benchmarks: programs that print figures as ratios, never timed tests."""

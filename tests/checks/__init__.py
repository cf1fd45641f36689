"""Tests of `checks`: plain values in, verdicts out."""

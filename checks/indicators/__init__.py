"""INDICATORS: the one table of all indicators, by name."""

from checks.indicator import Indicator

INDICATORS: dict[str, Indicator] = {}

"""Tests against real servers, with no simulator between."""

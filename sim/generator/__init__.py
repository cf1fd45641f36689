"""A campus from a size and a seed: what is drawn is a scenario as a person would write it."""

from sim.generator.drawing import drawn, generated, text_of
from sim.generator.sizes import OWN_NUMBERS, SIZES, SizeError

__all__ = ["OWN_NUMBERS", "SIZES", "SizeError", "drawn", "generated", "text_of"]

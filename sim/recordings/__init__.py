"""Recordings of real devices: made from them, freed of what is private, and played as devices."""

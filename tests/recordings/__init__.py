"""Recordings of real devices, read through whole collectors."""

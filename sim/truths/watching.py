"""Cameras, security devices and forbidden ways."""

from sim.limits import Limit

LIMITS: tuple[Limit, ...] = ()

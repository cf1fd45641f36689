"""Things in rooms and places."""

from sim.limits import Limit

LIMITS: tuple[Limit, ...] = ()

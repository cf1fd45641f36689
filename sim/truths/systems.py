"""Systems, their logs, and what is stored and computed."""

from sim.limits import Limit

LIMITS: tuple[Limit, ...] = ()

"""Storage pools. The documents give no number: the school's own limits are asked."""

from sim.limits import Limit
from sim.reality import storage

LIMITS: tuple[Limit, ...] = (
    # what is free; how long until it is full; how fast it answers
    Limit("GJ010201.f2 JJ010201.f2 ZJ010201.f2 bjk12-3-t3", storage.free),
    Limit("GJ010201.f4 JJ010201.f4 ZJ010201.f4", storage.pools("lasts_seconds")),
    Limit("GJ010201.2 JJ010201.2 ZJ010201.2", storage.pools("latency_p95_seconds")),
)

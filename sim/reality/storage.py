"""Storage pools: what is free of them, how long that lasts, and how fast they answer."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sim.campus import Campus
from sim.reality.platforms import told
from sim.reality.values import Values, number

Pool = dict[str, Any]


def free(campus: Campus) -> Values:
    """Share of each pool that is free; of one that holds more than it can nobody knows."""
    return {pool["name"]: _free(campus, pool) for pool in _pools(campus, "used_bytes")}


def _free(campus: Campus, pool: Pool) -> Fraction | None:
    usable, used = (_of(campus, pool, f"{what}_bytes") for what in ("usable", "used"))
    return 1 - used / usable if 0 <= used <= usable and usable > 0 else None


def pools(what: str) -> Callable[[Campus], Values]:
    """Something that is told of each pool."""

    def values(campus: Campus) -> Values:
        return {pool["name"]: _of(campus, pool, what) for pool in _pools(campus, what)}

    return values


def _pools(campus: Campus, what: str) -> list[Pool]:
    """None where nobody tells of them."""
    listed = campus.scenario.campus.listed("storage_pools")
    return [] if any(_told(campus, pool, what) is None for pool in listed) else listed


def _of(campus: Campus, pool: Pool, what: str) -> Fraction:
    return number(_told(campus, pool, what))


def _told(campus: Campus, pool: Pool, what: str) -> object:
    return told(campus, pool["target"], f"storage_pool_{what}", pool["instance"])

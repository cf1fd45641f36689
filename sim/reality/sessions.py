"""How full systems are, how well they are encrypted, and what is new on the sites."""

from collections.abc import Callable
from fractions import Fraction

from sim.campus import Campus
from sim.reality.platforms import age, told
from sim.reality.systems import System, is_told, systems
from sim.reality.values import Values, number


def of_limit(kind: str) -> Callable[[Campus], Values]:
    """Sessions at busy times over those allowed, per system of the kind."""

    def share(campus: Campus) -> Values:
        listed = [(each["name"], each.get("sessions")) for each in systems(campus, kind)]
        return {name: _used(campus, ref) for name, ref in listed if ref is not None}

    return share


def databases_of_limit(campus: Campus) -> Values:
    """The same per database."""
    listed = campus.scenario.campus.listed("databases")
    return {each["name"]: _used(campus, each) for each in listed if "target" in each}


def _used(campus: Campus, ref: System) -> Fraction | None:
    """None where nobody tells; nothing can be used of a limit of none."""
    busy, limit = (
        told(campus, ref["target"], f"system_sessions_{what}_count", ref.get("instance", ""))
        for what in ("p95", "limit")
    )
    if busy is None or limit is None or not limit:
        return None
    return number(busy) / number(limit)


def certificates(campus: Campus) -> Values:
    """For how many seconds from now the certificate of each system is good; 0 where it is of
    another name, or of an authority that nobody trusts."""
    return {
        system["name"]: _remaining(campus, system["transport"]) for system in with_transport(campus)
    }


def _remaining(campus: Campus, ref: System) -> Fraction | None:
    if not is_told(campus, ref, "certificate_valid"):
        return Fraction(0)
    quantity = "certificate_expires_timestamp_seconds"
    ago = age(campus, ref["target"], quantity, ref.get("instance", ""))
    return None if ago is None else max(-number(ago), Fraction(0))


def encrypted(campus: Campus) -> Values:
    """1 per system that speaks TLS 1.2 or newer alone and takes no login in clear text."""
    return {
        system["name"]: Fraction(_encrypted(campus, system["transport"]))
        for system in with_transport(campus)
    }


def certified(kind: str) -> Callable[[Campus], Values]:
    """1 per system of the kind of which that is so, and whose certificate is good today."""

    def good(campus: Campus) -> Values:
        values: dict[str, Fraction | None] = {}
        for system in with_transport(campus):
            if system["kind"] == kind:
                remaining = _remaining(campus, system["transport"])
                valid = remaining is not None and remaining > 0
                values[system["name"]] = Fraction(valid and _encrypted(campus, system["transport"]))
        return values

    return good


def _encrypted(campus: Campus, ref: System) -> bool:
    logins = told(campus, ref["target"], "clear_text_logins_count", ref.get("instance", ""))
    return is_told(campus, ref, "transport_encryption_ok") and logins == 0


def with_transport(campus: Campus) -> list[System]:
    """Those whose encryption somebody tries."""
    return [each for each in campus.scenario.campus.listed("systems") if "transport" in each]


def newest_items(campus: Campus) -> Values:
    """How many seconds ago the newest item of each site appeared."""
    values: dict[str, Fraction | None] = {}
    quantity = "site_newest_item_timestamp_seconds"
    for site in systems(campus, "site"):
        ref = site["inside"]
        seconds = age(campus, ref["target"], quantity, ref.get("instance", ""))
        if seconds is not None:
            values[site["name"]] = number(seconds)
    return values

"""Names, backups, and what stands behind a broker."""

from collections.abc import Callable
from fractions import Fraction

from sim.campus import Campus
from sim.facts import InstanceRef, MeterFact
from sim.reality.values import Values, number

DAY_SECONDS = 86_400


def dns_combinations(campus: Campus) -> Values:
    """Share of A and AAAA, over IPv4 and IPv6, that a server has an answer to; it answers alike
    over both families."""
    values = {}
    for server in campus.scenario.devices.dns_servers:
        have = [bool(campus.now(server.name, f"records.{owner}.{kind}", sets.get(kind, [])))
                for owner, sets in server.records.items() for kind in ("A", "AAAA")]  # fmt: skip
        values[server.name] = Fraction(sum(have), len(have))
    return values


def backup_ages(*, important: bool) -> Callable[[Campus], Values]:
    """Age of the newest copy of each set of data, now; of all sets, or of the important ones."""

    def ages(campus: Campus) -> Values:
        sets = campus.scenario.campus.data_sets or []
        return {
            data_set.name: age(campus, data_set.backup)
            for data_set in sets
            if data_set.backup is not None and (data_set.important or not important)
        }

    return ages


def copied_elsewhere(*, important: bool) -> Callable[[Campus], Values]:
    """Share of the sets of data, all or the important ones, of which a copy that is at most a day
    old lies in a cloud or in another building."""

    def share(campus: Campus) -> Values:
        sets = [each for each in campus.scenario.campus.data_sets or []
                if each.important or not important]  # fmt: skip
        safe = [
            each
            for each in sets
            if any(
                (copy.cloud or copy.building != each.building) and of_a_day(campus, copy.job)
                for copy in each.copies or []
            )
        ]
        name = "important_building_of_a_day" if important else "building_of_a_day"
        return {name: Fraction(len(safe), len(sets))} if sets else None

    return share


def known(campus: Campus, job: InstanceRef) -> bool:
    """Whether the backup server still has the job."""
    return campus.now(job.target, f"jobs.{job.instance}.known", True) is True


def of_a_day(campus: Campus, job: InstanceRef) -> bool:
    seconds = age(campus, job)
    return seconds is not None and seconds <= DAY_SECONDS


def age(campus: Campus, job: InstanceRef) -> Fraction | None:
    """None where the server has no such job any more: nobody knows of its last run."""
    if not known(campus, job):
        return None
    server = next(s for s in campus.scenario.devices.backup_servers if s.name == job.target)
    path = f"jobs.{job.instance}.age_seconds"
    then = number(campus.now(server.name, path, server.jobs[job.instance]))
    return then + number(campus.seconds_since(server.name, path))


def gateways_online(kind: str | None = None) -> Callable[[Campus], Values]:
    """Share of the gateways of a kind, or of all, that speak."""

    def share(campus: Campus) -> Values:
        gateways = [gateway for gateway in campus.scenario.campus.gateways or []
                    if kind in (None, gateway.kind)]  # fmt: skip
        speaking = sum(speaks(campus, gateway.target, gateway.name) for gateway in gateways)
        name = "all" if kind is None else f"kind {kind}"
        return {name: Fraction(speaking, len(gateways))} if gateways else None

    return share


def meters_live(campus: Campus) -> Values:
    """Water, electricity and gas together; what is fitted but not read counts below (I-43)."""
    meters = [m for m in campus.scenario.campus.meters or [] if m.medium != "heat"]
    if not meters:
        return None
    live = sum(alive(campus, meter) for meter in meters)
    return {"water_electricity_gas": Fraction(live, len(meters))}


def media_live(media: tuple[str, ...]) -> Callable[[Campus], Values]:
    """Share of the media with meters of which at least one meter is read."""

    def share(campus: Campus) -> Values:
        meters = [m for m in campus.scenario.campus.meters or [] if m.medium in media]
        fitted = {meter.medium for meter in meters}
        live = {meter.medium for meter in meters if alive(campus, meter)}
        return {"": Fraction(len(live), len(fitted))} if fitted else None

    return share


def alive(campus: Campus, meter: MeterFact) -> bool:
    if meter.target is None or meter.gateway is None:
        return False
    told = campus.now(meter.target, f"meters.{meter.name}.told", True)
    return bool(told) and speaks(campus, meter.target, meter.gateway)


def speaks(campus: Campus, broker: str, name: str) -> bool:
    found = next(b for b in campus.scenario.devices.brokers if b.name == broker)
    gateway = next(g for g in found.gateways if g.name == name)
    alive = campus.now(broker, f"gateways.{name}.alive", True)
    return bool(alive) and not campus.now(broker, f"gateways.{name}.silent", gateway.silent)

"""The right verdicts: from what the campus really has, never from a reading.

The limits were copied by hand from the documents and the arithmetic is the simulator's own, so
that auditor and simulator can only be wrong in different ways. A fault changes no truth, it
only hides it; but for clauses that ask whether a device is watched at all.

Where a clause asks for more than can be measured, this is the truth of the part that can: an
auditor that leaves such a clause open in spite of a pass is right.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sim.campus import Campus
from sim.limits import ALL, DAY_SECONDS, GBIT, HOUR_SECONDS, KBIT, MBIT, Limit
from sim.reality import backups, network, portals, power, services, watch, wireless
from sim.reality.paths import reaching
from sim.reality.values import Value, number
from sim.truths import (
    capacity,
    monitoring,
    paths,
    sessions,
    spaces,
    storage,
    systems,
    things,
    watching,
)

WATER_POWER_GAS = ("water", "electricity", "gas")
ALL_MEDIA = (*WATER_POWER_GAS, "heat")

Outcome = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class Truth:
    """What one clause should say: the value of each subject, and the outcome over all of them."""

    standard: str
    clause: str
    subjects: Mapping[str, Value]
    outcome: Outcome

    @property
    def key(self) -> tuple[str, str]:
        return self.standard, self.clause

    def as_json(self) -> dict[str, object]:
        values = {
            n: float(v) if isinstance(v, Fraction) else None for n, v in self.subjects.items()
        }
        return {
            "standard": self.standard,
            "id": self.clause,
            "subjects": values,
            "outcome": self.outcome,
        }


def truths(campus: Campus, limits: Sequence[Limit] | None = None) -> list[Truth]:
    """Of every clause in the table of which the scenario has a subject; of some limits only."""
    chosen = LIMITS if limits is None else limits
    return [truth for limit in chosen for truth in of_limit(campus, limit)]


def of_limit(campus: Campus, limit: Limit) -> Iterator[Truth]:
    subjects = limit.quantity(campus)
    if not subjects:
        return
    for clause in limit.clauses.split():
        asked = _asked(campus, limit, clause)
        if asked.asks:
            yield Truth(standard_of(clause), clause, subjects, _outcome(asked, subjects))


def _asked(campus: Campus, limit: Limit, clause: str) -> Limit:
    """By the document or, where the school asks something itself, by the school."""
    own = campus.scenario.own_limits.get(clause)
    if own is None:
        return limit
    least, most = (None if each is None else number(each) for each in (own.at_least, own.at_most))
    return Limit(clause, limit.quantity, least, most)


def _outcome(limit: Limit, subjects: Mapping[str, Value]) -> Outcome:
    met = [limit.met(value) for value in subjects.values()]
    if False in met:
        return "fail"
    return "unknown" if None in met else "pass"


def standard_of(clause: str) -> str:
    """bjhei-net-01-2 stands in bjhei, JJ010101.2 in jj."""
    return clause.partition("-")[0] if "-" in clause else clause[:2].lower()


#: What devices of their own tell; the rest is told by platforms, and stands in `sim/truths/`.
OF_DEVICES = (
    # 人均出口: 1M as a rule (I-2), 512Kb (I-1), staff and students at school
    Limit("bjhei-net-05-note", network.egress_per_person, at_least=MBIT),
    Limit("JJ010101.4 ZJ010101.4 GJ010101.4", network.egress_per_person, at_least=512 * KBIT),
    # 百兆进校, 千兆进校 (I-26), 光纤接入
    Limit("bjk12-1-1-1 bjk12-1-t1", network.egress_sum, at_least=100 * MBIT),
    Limit("eval-1.1-1b", network.egress_sum, at_least=GBIT),
    Limit("eval-1.1-1a", network.optical_lines_up, at_least=1),
    # 接入CERNET, 接入CERNET2, 接入教育专网
    Limit("bjhei-net-05-1a", reaching("cernet", "ipv4"), at_least=1),
    Limit("bjhei-net-07-1b", reaching("cernet", "ipv6"), at_least=1),
    Limit("bjhei-net-05-1b", reaching("education_network", "ipv4"), at_least=1),
    Limit("bjhei-net-05-2", network.lines_up("internet"), at_least=1),
    # 楼宇万兆, of fibre in the first row (I-16); 主干冗余, 主干全光缆
    Limit("bjhei-net-01-2", network.optical_uplinks, at_least=10 * GBIT),
    Limit("bjhei-net-03-2a", network.uplinks, at_least=10 * GBIT),
    Limit("bjhei-net-03-3", network.optical_uplinks_up, at_least=2),
    Limit("bjhei-net-10-1", network.optical_share, at_least=ALL),
    Limit("JJ010101.2 ZJ010101.2 GJ010101.2", network.backbone, at_least=10 * GBIT),
    # 千兆到桌面, 桌面百兆 (I-15), outlets per classroom (I-27)
    Limit("bjhei-net-03-2b", network.desktop_ports, at_least=GBIT),
    Limit("JJ010101.3 ZJ010101.3 GJ010101.3", network.desktop_ports, at_least=100 * MBIT),
    Limit("eval-1.1-1c", network.classroom_ports, at_least=100 * MBIT),
    Limit("bjk12-4-5-1", network.outlets("classroom"), at_least=4),
    Limit("bjk12-11-16-1", network.outlets("smart_classroom"), at_least=4),
    # 全网双栈 (I-22)
    Limit(
        "bjhei-net-07-1a JJ010101.f4 ZJ010101.f4 GJ010101.f4 bjk12-1-1-2a zz-6.1-1b",
        network.dual_stack_vlans,
        at_least=ALL,
    ),
    # rooms that a cable or an access point reaches
    Limit(
        "bjhei-net-03-1 JJ010101.f1 ZJ010101.f1 GJ010101.f1",
        wireless.covered(None, wired=True),
        at_least=ALL,
    ),
    Limit("zz-6.1-1a", wireless.covered_alone, at_least=ALL),
    Limit("bjhei-net-04-1", wireless.covered(None, wireless=True), at_least=ALL),
    Limit(
        "JJ010101.f2 ZJ010101.f2 GJ010101.f2",
        wireless.covered(wireless.TEACHING, wireless=True),
        at_least=ALL,
    ),
    Limit(
        "bjk12-1-t2 eval-1.1-2a",
        wireless.covered(wireless.TEACHING | wireless.OFFICE | wireless.ACTIVITY, wireless=True),
        at_least=ALL,
    ),
    Limit(
        "bjk12-11-16-6",
        wireless.covered(frozenset({"smart_classroom"}), wireless=True),
        at_least=ALL,
    ),
    Limit(
        "bjk12-1-t0",
        wireless.covered(
            frozenset({"classroom", "smart_classroom", "office"}), wired=True, wireless=True
        ),
        at_least=ALL,
    ),
    # 智慧教室 120% of the seats (I-19); 50 terminals in a classroom (I-20)
    Limit(
        "JJ010302.3 ZJ010302.4 GJ010302.5",
        wireless.stations_per_seat,
        at_least=Fraction(12, 10),
    ),
    Limit("bjk12-4-5-2a", wireless.stations_per_classroom, at_least=50),
    # 不间断电源: machine room two hours; surveillance eight, six and one (I-30)
    Limit("bjhei-sect-02-2a", power.machine_room_runtime, at_least=2 * HOUR_SECONDS),
    Limit("JJ010305.2 GJ010304.2", power.surveillance_runtime, at_least=8 * HOUR_SECONDS),
    Limit("ZJ010305.3", power.surveillance_runtime, at_least=6 * HOUR_SECONDS),
    Limit("bjk12-14-22-8", power.surveillance_runtime, at_least=HOUR_SECONDS),
    Limit("bjhei-dc-01-4b GJ050302.f", power.units("machine_room"), at_least=1),
    Limit("bjhei-safe-03-3", power.units("surveillance"), at_least=1),
    # 双路供电 (I-35)
    Limit("bjhei-dc-01-4a", power.live_feeds, at_least=2),
    # DNS over both families; the portal's levels (I-23: the home page must be there)
    Limit("bjhei-svc-01-1", services.dns_combinations, at_least=ALL),
    Limit("bjhei-net-07-2", portals.ipv6_support, at_least=Fraction(9, 10)),
    # 重要数据备份: younger than a day
    Limit(
        "JJ050302.3 ZJ050302.3 GJ050304.3 JJ050302.f3 ZJ050302.f3 GJ050304.f3 JJ010201.f5 "
        "ZJ010201.f5 GJ010201.f5 bjhei-sect-05-3a zz-5.2-2",
        services.backup_ages(important=True),
        at_most=DAY_SECONDS,
    ),
    Limit("eval-8.1-2", services.backup_ages(important=False), at_most=DAY_SECONDS),
    # 异地: of that age, and in another building or in a cloud
    Limit("bjhei-dc-05-5", services.copied_elsewhere(important=True), at_least=ALL),
    Limit(
        "JJ020203.f1 ZJ020203.f1 GJ020203.f1",
        services.copied_elsewhere(important=False),
        at_least=ALL,
    ),
    # 异楼或云备份, of any age; not in one room (I-52); one manager has all jobs; one of today
    Limit("ZJ020203.c", backups.in_another_building, at_least=ALL),
    Limit("bjhei-dc-05-note", backups.in_one_room, at_most=0),
    Limit("JJ020203.f2 ZJ020203.f2 GJ020203.f2", backups.managed, at_least=ALL),
    Limit("JJ020203.c GJ020203.c", backups.of_today, at_least=1),
    # gateways that meet the need; meters: half of water, power and gas (I-43), each medium
    Limit("JJ010102.c", services.gateways_online(), at_least=ALL),
    Limit("bjhei-logi-04-1", services.gateways_online("energy"), at_least=ALL),
    Limit("ZJ010304.c GJ010303.1", services.meters_live, at_least=Fraction(1, 2)),
    Limit(
        "JJ010102.f3 JJ010304.f1 ZJ010102.f1 ZJ010304.f1 GJ010102.f3 GJ010303.f1 GJ010303.f2",
        services.media_live(WATER_POWER_GAS),
        at_least=ALL,
    ),
    Limit("bjk12-13-21-5 zz-6.7-2", services.media_live(ALL_MEDIA), at_least=ALL),
    # 运维 over 80 % of the hardware (I-42)
    Limit("GJ010401.1", watch.hardware("all"), at_least=Fraction(8, 10)),
    Limit("JJ010401.f1 GJ010401.f1 zz-6.1-1c", watch.hardware("network"), at_least=ALL),
    Limit("JJ010401.f2 GJ010401.f2", watch.hardware("server"), at_least=ALL),
    Limit(
        "ZJ010401.1",
        watch.hardware("switch", "router", "firewall", "server", "storage"),
        at_least=ALL,
    ),
    Limit("bjk12-2-3-1", watch.hardware("network", "server"), at_least=ALL),
    # 机房环境监控
    Limit(
        "JJ010401.f6 GJ010401.f6",
        watch.environment("temperature", "humidity", "power"),
        at_least=ALL,
    ),
    Limit("ZJ010401.2", watch.environment("temperature"), at_least=ALL),
    Limit("bjhei-sect-02-2b", watch.environment("temperature", "humidity", "water"), at_least=ALL),
)

LIMITS = (
    *OF_DEVICES,
    *systems.LIMITS,
    *sessions.LIMITS,
    *paths.LIMITS,
    *capacity.LIMITS,
    *things.LIMITS,
    *watching.LIMITS,
    *storage.LIMITS,
    *monitoring.LIMITS,
    *spaces.LIMITS,
)

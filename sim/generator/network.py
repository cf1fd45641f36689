"""Cores, aggregation switches, the fibres between them, circuits to the outside, and VLANs."""

from itertools import pairwise
from typing import Final

from sim.generator.draft import GBIT, Draft, Plain
from sim.generator.sizes import Size

#: A little more than the document's 1 Mbit/s a head.
EGRESS_BITS_PER_SECOND_PER_HEAD: Final = 1_600_000
#: Share of the egress of a campus by carrier.
CARRIERS: Final = (("cernet", 0.4), ("education_network", 0.3), ("internet", 0.3))
EGRESS_PORT: Final = 100 * GBIT
TRUNK_SPEEDS: Final = (10 * GBIT, 10 * GBIT, 25 * GBIT, 40 * GBIT)
FLOOR_SPEED: Final = 10 * GBIT
USERS: Final = ((100, "students"), (200, "staff"))


def cores(draft: Draft, size: Size, prefix: str, building: str) -> list[str]:
    """One, or a pair that is joined by two fibres."""
    single = size.cores == 1
    names = [f"{prefix}core" if single else f"{prefix}core-{n + 1}" for n in range(size.cores)]
    for name in names:
        draft.put(
            "switches",
            {
                "name": name,
                "role": "core",
                "building": building,
                "description": "Emulated core switch",
                "ports": [],
            },
        )
    for near, far in pairwise(names):
        for _ in range(2):
            end, _ = draft.fibre(near, far, 100 * GBIT)
            draft.add("backbone_links", end)
    return names


def building(draft: Draft, size: Size, cores: list[str], name: str) -> "Trunk":
    """Its entry, and in the larger sizes its aggregation switch with a fibre to each core, or two
    where there is one."""
    speed = draft.dice("network").choice(TRUNK_SPEEDS)
    trunk = Trunk(draft, name, cores, speed)
    draft.add("buildings", {"name": name, "uplinks": trunk.uplinks})
    if size.aggregation:
        trunk.aggregate(f"{name}-agg")
    return trunk


class Trunk:
    """What joins a building to the core; floors hang on to it as they are drawn."""

    def __init__(self, draft: Draft, name: str, cores: list[str], speed: int) -> None:
        self.uplinks: list[Plain] = []  # ports of the core's side
        self.name = name
        self._draft, self._cores, self._speed = draft, cores, speed
        self._aggregation: str | None = None

    def aggregate(self, switch: str) -> None:
        self._draft.put(
            "switches",
            {
                "name": switch,
                "role": "aggregation",
                "building": self.name,
                "description": "Emulated aggregation switch",
                "ports": [],
            },
        )
        self._to_core(switch)
        self._aggregation = switch

    def join(self, switch: str) -> None:
        """The access switch of a floor: to the aggregation, or straight to the core."""
        if self._aggregation is None:
            self._to_core(switch)
        else:
            self._draft.fibre(self._aggregation, switch, FLOOR_SPEED)

    def _to_core(self, switch: str) -> None:
        for core in (self._cores * 2)[:2]:
            end, _ = self._draft.fibre(core, switch, self._speed)
            self.uplinks.append(end)
            self._draft.add("backbone_links", end)


def circuits(draft: Draft, size: Size, prefix: str, cores: list[str], heads: float) -> None:
    """Of each carrier as many as the size has, on one core after the other, that together give
    every head what is asked, and more."""
    dice, count = draft.dice("circuits"), size.circuits_of_a_kind
    total = heads * EGRESS_BITS_PER_SECOND_PER_HEAD
    for kind, share in CARRIERS:
        for number in range(count):
            core = cores[number % len(cores)]
            name = f"{prefix}{kind}" + (f"-{number + 1}" if count > 1 else "")
            port = draft.fibre_port(core, EGRESS_PORT, f"egress {name}")
            contract = max(round(total * share / count / GBIT, 1) * GBIT, GBIT)
            draft.add(
                "circuits",
                {
                    "name": name,
                    "kind": kind,
                    **port,
                    "contract_bits_per_second": int(contract),
                    "as_of_days_ago": dice.randrange(1, 300),
                    "source": f"contract {name}",
                },
            )


def vlans(draft: Draft, prefix: str, cores: list[str]) -> None:
    """Of students on the first core, of staff on the last."""
    for (number, users), core in zip(USERS, (cores[0], cores[-1]), strict=True):
        name = f"Vlanif{number}"
        draft.add(
            "vlans",
            {"name": f"{prefix}{users}", "users": True, "target": core, "interface": name},
        )
        draft.switch(core).setdefault("vlan_interfaces", []).append(
            {
                "name": name,
                "ipv4": [f"10.{number}.0.1"],
                "ipv6": [f"2001:da8:{number}::1"],
                "advertises": True,
            }
        )

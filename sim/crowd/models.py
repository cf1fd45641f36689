"""What the members of a crowd are made of; a few variants of each kind, drawn from their number."""

from random import Random

from sim.crowd.population import Member, MemberKind, point_name
from sim.snmp.models import (
    AccessPointModel,
    AgentModel,
    ControllerModel,
    InterfaceModel,
    UpsModel,
)

#: So many kinds of switch and of UPS: enough that no two neighbours say the same.
VARIANTS = 16
ACCESS_PORTS, UPLINKS = 48, 4
GIGABIT = 1_000_000_000
IN_USE_RATIO = 0.5
OFF_LINE_RATIO = 0.002
SWITCH_OBJECT_ID, CONTROLLER_OBJECT_ID = "1.3.6.1.4.1.2011.2.23.29", "1.3.6.1.4.1.2011.2.240.6"


def variant(member: Member) -> int:
    """Members with the same variant are of one kind; every controller is alone of its kind."""
    return member.number if member.kind is MemberKind.CONTROLLER else member.number % VARIANTS


def model(member: Member) -> AgentModel:
    random = Random(f"{member.kind} {variant(member)}")
    uptime_seconds = random.uniform(1, 300) * 86_400
    match member.kind:
        case MemberKind.SWITCH:
            return AgentModel(
                "Emulated access switch of 52 ports",
                SWITCH_OBJECT_ID,
                uptime_seconds=uptime_seconds,
                interfaces=access_switch(random),
            )
        case MemberKind.CONTROLLER:
            return AgentModel(
                "Emulated wireless controller",
                CONTROLLER_OBJECT_ID,
                uptime_seconds=uptime_seconds,
                controller=controller(member.points, random),
            )
        case MemberKind.UPS:
            ups = UpsModel(
                minutes_remaining=random.randrange(30, 500), load_percent=random.randrange(10, 60)
            )
            return AgentModel("Emulated UPS card", uptime_seconds=uptime_seconds, ups=ups)


def access_switch(random: Random) -> list[InterfaceModel]:
    """48 ports for users, about half of them in use, and four uplinks of fibre."""
    access = [
        InterfaceModel(
            f"GE{number + 1}",
            alias=f"outlet {number + 1}",
            up=random.random() < IN_USE_RATIO,
            capability_bits_per_second=GIGABIT,
            optical=False,
            receive_bits_per_second=random.uniform(1e4, 1e7),
            transmit_bits_per_second=random.uniform(1e4, 5e7),
        )
        for number in range(ACCESS_PORTS)
    ]
    uplinks = [
        InterfaceModel(
            f"XGE{number + 1}",
            speed_bits_per_second=10 * GIGABIT,
            alias="to the core",
            capability_bits_per_second=10 * GIGABIT,
            optical=True,
            receive_bits_per_second=random.uniform(1e8, 2e9),
            transmit_bits_per_second=random.uniform(1e8, 1e9),
        )
        for number in range(UPLINKS)
    ]
    return [*access, *uplinks]


def controller(points: range, random: Random) -> ControllerModel:
    return ControllerModel(
        [
            AccessPointModel(
                point_name(number),
                up=random.random() >= OFF_LINE_RATIO,
                stations=random.randrange(40),
                stations_swing=random.randrange(1, 10),
            )
            for number in points
        ]
    )

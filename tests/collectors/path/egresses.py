"""A campus with two egress routers, and what may befall the line behind one of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.collectors.path.network import Network, network
from tests.conftest import wait_until

#: What only the outside has; an address of ours per egress, whose packets leave by it or not at
#: all; and the router there as we know it.
FAR = "203.0.113.1"
SOURCES = {"a": "10.0.1.1", "b": "10.0.2.1"}
ROUTERS = {"a": "10.0.1.2", "b": "10.0.2.2"}
NUMBERS = {"a": 1, "b": 2}


@contextmanager
def two_egresses() -> Iterator[Network]:
    """`near` reaches `far` through `a` (which it prefers) and `b`."""
    with network("near", "a", "b", "far") as made:
        for name, n in NUMBERS.items():
            made.join("near", f"to-{name}", name, "inner")
            made.join(name, "outer", "far", f"to-{name}")
            made.address("near", f"to-{name}", f"{SOURCES[name]}/24")
            made.address(name, "inner", f"{ROUTERS[name]}/24")
            made.address(name, "outer", f"198.51.{n}.1/24")
            made.address("far", f"to-{name}", f"198.51.{n}.2/24")
            made.shell(name, "echo 1 > /proc/sys/net/ipv4/ip_forward")
            made(name, f"route add {FAR} via 198.51.{n}.2")
            restore(made, name)
            made("near", f"rule add from {SOURCES[name]} lookup {100 + n}")
            made("near", f"route add default via {ROUTERS[name]} table {100 + n}")
            made("near", f"route add unreachable default metric 9 table {100 + n}")
            take(made, name)
        for each in ("all", "to-a", "to-b"):
            made.shell(
                "near", f"echo 1 > /proc/sys/net/ipv4/conf/{each}/ignore_routes_with_linkdown"
            )
        made.address("far", "lo", f"{FAR}/32")
        yield made


def pull(made: Network, name: str) -> None:
    """The cable beyond the router: its port loses the carrier, and nobody tells `near`."""
    made("far", f"link set to-{name} down")


async def plug(made: Network, name: str) -> None:
    """Returns once the line passes packets."""
    made("far", f"link set to-{name} up")
    restore(made, name)
    carrier = lambda: "state UP" in made(name, "link show outer")  # noqa: E731
    await wait_until(carrier, 5, "the port's carrier")
    made(name, "neigh flush dev outer")  # ARP that began in vain would go on in a second only


def cut(made: Network, name: str) -> None:
    """What lies behind the line no longer finds back; all ports stay up."""
    made("far", f"route del 10.0.{NUMBERS[name]}.0/24")


def restore(made: Network, name: str) -> None:
    n = NUMBERS[name]
    made("far", f"route add 10.0.{n}.0/24 via 198.51.{n}.1")


def leave(made: Network, name: str) -> None:
    """What a routing protocol does once it has noticed."""
    made("near", f"route del default metric {NUMBERS[name]}")


def take(made: Network, name: str) -> None:
    made("near", f"route add default via {ROUTERS[name]} metric {NUMBERS[name]}")

"""Devices are found, followed and proposed; nobody else is asked, and nothing is added."""

import asyncio
import ipaddress
import json
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.config import load
from agent.discovery.scope import Pace, Scope, TooManyError, networks
from agent.discovery.search import ENGINE_ID
from checks.clause import load_standards
from collectors.catalogue import COLLECTORS
from collectors.snmp import ber, interfaces, names, system
from collectors.snmp.neighbours import LLDP_ADDRESS_KIND, OLD_OWN
from collectors.snmp.session import Oid
from collectors.snmp.topology import REMOTE_SYSTEM
from tests.collectors.snmp.plain_agent import Agent, listening
from tests.conftest import free_port

PREFIX = "127.9.0.0/28"
FIRST, SECOND = "first-community", "second-community"
HOSTILE = "x: [#\n- {\"'\x00\x1b[31m role: core" + "A" * 10_000
HEAD = "site: {name: Campus, profiles: [gj]}\nstore: {url: 'sqlite:///auditor.db'}\n"


def text(value: str) -> bytes:
    return ber.write_octets(value.encode())


def number(value: int) -> bytes:
    return ber.write_integer(value)


@dataclass
class Device(Agent):
    """An agent that answers to one community."""

    name: str
    engine: str = ""
    community: str = FIRST
    neighbours: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        objects: dict[Oid, bytes] = {
            system.SYS_UPTIME: b"\x43\x01\x64",
            system.SYS_NAME: text(self.name),
            system.SYS_DESCR: text("a switch"),
            system.SYS_OBJECT_ID: b"\x06\x07\x2b\x06\x01\x04\x01\x8f\x5b",
            (2, 0): number(0),
        }
        if self.engine:
            objects[ENGINE_ID] = text(self.engine)
        for port in range(1, 9):
            objects[*names.IF_NAME, port] = text(f"GE{port}")
            objects[*interfaces.IF_TYPE, port] = number(6)
            objects[*interfaces.IF_OPER_STATUS, port] = number(1)
        for place, (at, called) in enumerate(self.neighbours.items(), start=1):
            octets = ipaddress.ip_address(at).packed
            objects[*REMOTE_SYSTEM, 0, place, 1] = text(called)
            objects[*LLDP_ADDRESS_KIND, 0, place, 1, 1, len(octets), *octets] = number(2)
        for at in self.own:
            objects[*OLD_OWN, *ipaddress.ip_address(at).packed] = number(1)
        super().__init__(objects)

    def listens_to(self, request: bytes) -> bool:
        at, end = ber.whole(request, 0, len(request), ber.SEQUENCE)
        _, at = ber.read_integer(request, at, end)
        asked, _ = ber.read_octets(request, at, end)
        return asked == self.community.encode()


@asynccontextmanager
async def campus(devices: Mapping[str, Device]) -> AsyncIterator[int]:
    port = free_port()
    async with AsyncExitStack() as stack:
        for address, device in devices.items():
            await stack.enter_async_context(listening(device, port, [address]))
        yield port


async def discovered(*arguments: str, code: int = 0) -> tuple[str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agent", "discover", *arguments, stdout=PIPE, stderr=PIPE,
        env={"CAMPUS_FIRST": FIRST, "CAMPUS_SECOND": SECOND, "PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode == code, err.decode()
    return out.decode(), err.decode()


def inventory(port: int, *targets: tuple[str, str, str]) -> str:
    """Name, address and community of each."""
    return HEAD + "targets:\n" + "".join(
        f"  - name: {name}\n    address: {address}\n    role: core\n    probes:\n"
        f"      - {{collector: snmp, port: {port}, community: 'env:CAMPUS_{which}'}}\n"
        for name, address, which in targets
    )  # fmt: skip


DEVICES = {
    "127.9.0.1": Device(
        "core-1",
        "engine-1",
        neighbours={"127.9.0.3": "access-3", "127.9.1.1": "beyond", "224.0.0.1": "nobody"},
        own=("127.9.0.1", "127.9.0.2", "10.0.0.1"),
    ),
    "127.9.0.2": Device("core-1", "engine-1"),
    "127.9.0.3": Device("access-3", community=SECOND),
    "127.9.0.4": Device(HOSTILE),
    "127.9.0.5": Device("switch", "engine-5"),
    "127.9.0.6": Device("switch", "engine-6"),
    "127.9.0.7": Device("moved-1"),
    "127.9.0.8": Device(""),
    "127.9.1.1": Device("beyond"),
}


async def test_what_is_found_is_proposed_as_the_inventory_would_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "auditor.yaml"
    async with campus(DEVICES) as port:
        config.write_text(
            inventory(
                port,
                ("core-1", "127.9.0.1", "FIRST"),
                ("ups-1", "127.9.0.9", "SECOND"),
                ("moved-1", "127.9.0.10", "FIRST"),
                ("elsewhere-1", "127.10.0.1", "FIRST"),
            )
        )
        asked = (PREFIX, "--config", str(config), "--timeout", "0.2", "--rate", "500")
        out, err = await discovered(*asked)
        told = json.loads((await discovered(*asked, "--format", "json"))[0])
    assert err == ""  # no bar on a pipe
    assert DEVICES["127.9.1.1"].requests == 0  # outside the prefix: not one packet

    assert {it["name"]: it["address"] for it in told["new"]} == {
        "access-3": "127.9.0.3",
        told["new"][1]["name"]: "127.9.0.4",
        "switch": "127.9.0.5",
        "switch-2": "127.9.0.6",
        "device-127.9.0.8": "127.9.0.8",
    }
    assert [it["name"] for it in told["known"]] == ["core-1", "moved-1"]
    assert told["known"][0]["also_at"] == ["127.9.0.2"]
    (moved,) = told["changed"]
    assert moved["what"] == "answers at 127.9.0.7; the inventory has it at 127.9.0.10"
    assert [it["name"] for it in told["silent"]] == ["ups-1"]
    assert told["not_asked"] == [{"address": "127.9.1.1", "name": "beyond", "seen_by": "127.9.0.1"}]
    assert told["new"][0]["probe"]["community"] == "env:CAMPUS_SECOND"
    assert set(told["new"][0]["read"]) >= {"system", "interfaces"}

    for secret in (FIRST, SECOND):
        assert secret not in out
    assert all(line.isprintable() for line in out.splitlines())
    assert "# ~ moved-1 at 127.9.0.7: answers at 127.9.0.7" in out
    assert "# - ups-1 at 127.9.0.9: did not answer" in out
    # pasted into conf.d it is read by the daemon as it stands
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "conf.d" / "found.yaml").write_text(out, encoding="utf-8")
    environment = {"CAMPUS_FIRST": FIRST, "CAMPUS_SECOND": SECOND}
    merged = load(config, COLLECTORS, load_standards(), environment)
    assert {it.name for it in merged.targets} >= {"access-3", "switch", "switch-2"}
    assert len(merged.targets) == 4 + 5
    assert {it.labels["role"] for it in merged.targets[4:]} == {"other"}


async def test_a_seed_leads_to_its_neighbours_and_no_further_than_allowed(tmp_path: Path) -> None:
    devices = {
        "127.9.2.1": Device("a", neighbours={"127.9.2.2": "b", "127.9.3.1": "far"}),
        "127.9.2.2": Device("b", neighbours={"127.9.2.1": "a", "127.9.2.3": "c"}),
        "127.9.2.3": Device("c", neighbours={f"127.9.2.{n}": "" for n in range(4, 250)}),
        "127.9.3.1": Device("far"),
    }
    async with campus(devices) as port:
        asked = ("127.9.2.1", "--follow", "127.9.2.0/24", "--community", "env:CAMPUS_FIRST")
        more = ("--port", str(port), "--timeout", "0.1", "--rate", "1000", "--format", "json")
        told = json.loads((await discovered(*asked, *more))[0])
        few = json.loads((await discovered(*asked, *more, "--devices-at-most", "2"))[0])
    assert [it["name"] for it in told["new"]] == ["a", "b", "c"]
    assert told["new"][0]["probe"] == {"port": port, "community": "env:CAMPUS_FIRST"}
    assert devices["127.9.3.1"].requests == 0
    assert not told["cut_short"]
    assert len(few["new"]) == 2
    assert few["cut_short"]


async def test_no_more_is_asked_in_a_second_than_was_allowed() -> None:
    silent = Device("nobody", community="none that is tried")
    port, addresses = free_port(), [f"127.9.4.{n}" for n in range(1, 15)]
    async with listening(silent, port, addresses):
        began = time.monotonic()
        asked = ("127.9.4.0/28", "--community", "env:CAMPUS_FIRST", "--port", str(port))
        await discovered(*asked, "--timeout", "0.05", "--rate", "20")
        took_seconds = time.monotonic() - began
    assert silent.requests == 2 * len(addresses)  # each once more, for a packet may be lost
    assert took_seconds >= (silent.requests - 1) / 20


async def test_it_writes_a_new_file_and_never_over_one(tmp_path: Path) -> None:
    file = tmp_path / "found.yaml"
    asked = ("127.9.5.1", "--community", "env:CAMPUS_FIRST", "--port", str(free_port()))
    out, _ = await discovered(*asked, "--timeout", "0.1", "--output", str(file))
    assert out == ""
    assert yaml.safe_load(file.read_text()) == {"targets": []}
    _, err = await discovered(*asked, "--timeout", "0.1", "--output", str(file), code=1)
    assert "File exists" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("10.0.0.0/8", "--community", "c"), "16777216 addresses, most of them in 10.0.0.0/8"),
        (("2001:db8::/64", "--community", "c"), "no more than 4096 are asked one by one"),
        (("campus", "--community", "c"), "'campus' is no prefix"),
        (("224.0.0.0/30", "--community", "c"), "no single device has such an address"),
        (("192.0.2.1",), "nothing says how to ask"),
        (("192.0.2.1", "--user", "u", "-o", "auth_key=short"), "auth_key has fewer than 8"),
    ],
)
async def test_what_cannot_be_searched_is_refused(arguments: tuple[str, ...], message: str) -> None:
    _, err = await discovered(*arguments, code=2)
    assert message in " ".join(err.split())


def test_a_prefix_is_its_hosts_and_a_mapped_address_is_no_way_around() -> None:
    scope = Scope(networks(["192.0.2.0/30", "192.0.2.1", "2001:db8::1"]))
    assert [str(it) for it in scope.addresses(9)] == ["192.0.2.1", "192.0.2.2", "2001:db8::1"]
    assert not scope.allows(ipaddress.ip_address("::ffff:192.0.2.1"))
    with pytest.raises(TooManyError, match="5 addresses"):
        list(Scope(networks(["192.0.2.0/30", "192.0.2.9"])).addresses(4))


async def test_turns_are_shared_by_all() -> None:
    pace, began = Pace(100.0), time.monotonic()
    await asyncio.gather(*(pace.turn() for _ in range(11)))
    assert time.monotonic() - began >= 0.1
    assert pace.sent == 11


def test_options_of_a_probe_are_kept_as_written(tmp_path: Path) -> None:
    config = tmp_path / "auditor.yaml"
    config.write_text(inventory(161, ("core-1", "192.0.2.1", "FIRST")))
    probes: Any = load(config, COLLECTORS, load_standards(), {"CAMPUS_FIRST": "x"}).probes
    assert probes[0].written == {"port": 161, "community": "env:CAMPUS_FIRST"}

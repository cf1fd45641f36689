"""net-snmp's snmptrap and snmpinform send to our receiver, with every kind of credentials."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from collectors.snmp.agents import Agent, Agents
from collectors.snmp.options import SnmpOptions
from collectors.snmp.traps import Outcome, Receiver, Sender, receiving
from collectors.target import Secret
from tests.conftest import require_peer

pytestmark = pytest.mark.peer

ENGINE_ID, BOOTS = bytes.fromhex("80004fb805") + b"auditor", 7
THEIR_ENGINE = "80001f8804616363657373"  # "access"
COMMUNITY, AUTH_KEY, PRIVACY_KEY = "a-community", "authentication", "privacy-of-the-wire"
BY_COMMUNITY: dict[str, Any] = {"community": Secret(COMMUNITY)}
BY_USER: dict[str, Any] = {
    "version": "3",
    "user": "auditor",
    "auth_protocol": "sha256",
    "auth_key": Secret(AUTH_KEY),
    "privacy_protocol": "aes128",
    "privacy_key": Secret(PRIVACY_KEY),
}
AS_COMMUNITY = ["-v", "2c", "-c", COMMUNITY]
AS_USER = [
    *("-v", "3", "-u", "auditor", "-l", "authPriv", "-a", "SHA-256", "-A", AUTH_KEY),
    *("-x", "AES", "-X", PRIVACY_KEY),
]
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"


@dataclass
class Ear:
    """A receiver, what it let through, and where it is."""

    receiver: Receiver
    accepted: list[str]
    at: str
    folder: Path

    async def sent(self, program: str, arguments: list[str]) -> int:
        """The exit code: of snmpinform 0 means that it was answered."""
        process = await asyncio.create_subprocess_exec(
            require_peer(program),
            *("-r", "0", "-t", "0.7", "-M", "", "-m", ""),
            *arguments,
            *(self.at, "", LINK_DOWN),
            stdout=DEVNULL,
            stderr=PIPE,
            env={"SNMP_PERSISTENT_DIR": str(self.folder), "SNMPCONFPATH": str(self.folder)},
        )
        await process.communicate()
        await asyncio.sleep(0.05)  # a trap is on its way when its sender has ended
        return process.returncode or 0


@asynccontextmanager
async def ear(
    folder: Path, *options: dict[str, Any], address: str = "127.0.0.1", agents: Agents | None = None
) -> AsyncIterator[Ear]:
    accepted: list[str] = []
    senders = [Sender("access-1", SnmpOptions(**each)) for each in options]
    receiver = Receiver({address: senders}, accepted.append, ENGINE_ID, BOOTS, agents or Agents())
    async with receiving(receiver, address, 0) as port:
        family = "udp6:[::1]" if ":" in address else f"udp:{address}"
        yield Ear(receiver, accepted, f"{family}:{port}", folder)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("program", ["snmptrap", "snmpinform"])
async def test_the_community_that_opens_a_device_lets_its_notices_in(
    tmp_path: Path, program: str, address: str
) -> None:
    async with ear(tmp_path, BY_COMMUNITY, address=address) as it:
        assert await it.sent(program, AS_COMMUNITY) == 0
        assert it.accepted == ["access-1"]
        assert it.receiver.outcomes == {Outcome.ACCEPTED: 1}


@pytest.mark.parametrize("how", ["pinned", "learnt by asking"])
async def test_a_trap_of_version_3_is_of_the_engine_that_its_sender_is(
    tmp_path: Path, how: str
) -> None:
    agents = Agents()
    if how == "pinned":
        options = {**BY_USER, "engine_id": THEIR_ENGINE}
    else:
        options = BY_USER
        agents.known["127.0.0.1", 161] = Agent(bytes.fromhex(THEIR_ENGINE))
    trap = [*AS_USER, "-e", f"0x{THEIR_ENGINE}", "-Z", "3,1000"]
    async with ear(tmp_path, options, agents=agents) as it:
        assert await it.sent("snmptrap", trap) == 0
        assert it.accepted == ["access-1"]
        another = [*AS_USER, "-e", "0x80001f8804616e6f74686572", "-Z", "3,1000"]
        assert await it.sent("snmptrap", another) == 0
        assert it.accepted == ["access-1"]
        assert it.receiver.outcomes[Outcome.CREDENTIALS] == 1


async def test_an_inform_of_version_3_finds_us_out_and_is_answered(tmp_path: Path) -> None:
    async with ear(tmp_path, BY_USER) as it:
        assert await it.sent("snmpinform", AS_USER) == 0
        assert it.accepted == ["access-1"]


@pytest.mark.parametrize(
    ("options", "arguments", "outcome"),
    [
        (BY_COMMUNITY, ["-v", "2c", "-c", "another"], Outcome.CREDENTIALS),
        (BY_COMMUNITY, AS_USER, Outcome.VERSION),
        (BY_USER, AS_COMMUNITY, Outcome.VERSION),
        (BY_USER, [*AS_USER[:9], "wrong-password", *AS_USER[10:]], Outcome.CREDENTIALS),
        (BY_USER, [*AS_USER[:-1], "wrong-password"], Outcome.CREDENTIALS),
        (BY_USER, [*AS_USER[:3], "nobody", *AS_USER[4:]], Outcome.CREDENTIALS),
        (BY_USER, ["-v", "3", "-u", "auditor", "-l", "noAuthNoPriv"], Outcome.CREDENTIALS),
        (BY_USER, [*AS_USER[:5], "authNoPriv", *AS_USER[6:10]], Outcome.CREDENTIALS),
    ],
    ids=[
        "another community",
        "a user where a community is asked",
        "a community where a user is asked",
        "wrong key",
        "wrong privacy key",
        "unknown user",
        "without authentication",
        "without privacy",
    ],
)
async def test_what_does_not_open_the_device_is_not_let_in_nor_answered(
    tmp_path: Path, options: dict[str, Any], arguments: list[str], outcome: Outcome
) -> None:
    async with ear(tmp_path, options) as it:
        assert await it.sent("snmpinform", arguments) != 0
        assert it.accepted == []
        assert it.receiver.outcomes[outcome] > 0
        assert it.receiver.outcomes.keys() <= {outcome, Outcome.CREDENTIALS, Outcome.MALFORMED}
    async with ear(tmp_path, options, address="127.0.0.1") as it:
        it.receiver.senders = {"192.0.2.1": it.receiver.senders["127.0.0.1"]}
        assert await it.sent("snmpinform", arguments) != 0
        assert it.receiver.outcomes.keys() == {Outcome.UNKNOWN_SENDER}


async def test_version_1_is_counted_and_not_let_in(tmp_path: Path) -> None:
    async with ear(tmp_path, BY_COMMUNITY) as it:
        process = await asyncio.create_subprocess_exec(
            require_peer("snmptrap"),
            *("-v", "1", "-c", COMMUNITY, "-M", "", "-m", "", it.at),
            *("1.3.6.1.4.1.8072", "127.0.0.1", "2", "0", ""),
            stdout=DEVNULL,
            stderr=DEVNULL,
            env={"SNMP_PERSISTENT_DIR": str(tmp_path), "SNMPCONFPATH": str(tmp_path)},
        )
        await process.communicate()
        await asyncio.sleep(0.05)
        assert it.accepted == []
        assert it.receiver.outcomes == {Outcome.VERSION: 1}

"""Listens for traps and informs of the inventory's devices, and has each sender polled soon."""

import asyncio
import hashlib
import logging
import socket
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from agent import clock
from agent.early_polls import EarlyPolls
from agent.settings import Traps
from collectors.probe import Probe
from collectors.snmp.options import SnmpOptions
from collectors.snmp.traps import Receiver, Sender, receiving
from exporters.snapshot import TrapsView

log = logging.getLogger(__name__)

#: RFC 3411's snmpEngineID of the kind "octets, of the enterprise's own choosing"; the enterprise is
#: that of pysnmp, whose engine it is.
ENGINE_ID_HEAD: Final = bytes.fromhex("80004fb805")
MACHINE_ID = Path("/etc/machine-id")
#: snmpEngineBoots must be greater at each start (RFC 3414 section 2.2), and the clock is.
BOOTS_SINCE_SECONDS: Final = 1_735_689_600  # 2025-01-01 UTC
TRY_AGAIN_SECONDS: Final = 60.0
#: Names in the inventory are looked up again so often.
LOOK_UP_SECONDS: Final = 600.0


def engine_id(site: str) -> bytes:
    """Ours: the same at each start on this machine, and another one elsewhere."""
    try:
        machine = MACHINE_ID.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        machine = socket.gethostname()
    return ENGINE_ID_HEAD + hashlib.sha256(f"{machine} {site}".encode()).digest()[:12]


class TrapListening:
    """The part of the daemon that hears devices. Nothing that they say becomes a reading."""

    def __init__(
        self, settings: Traps, site: str, probes: Iterable[Probe], early: EarlyPolls
    ) -> None:
        self._settings = settings
        self._by_address: dict[str, list[Sender]] = defaultdict(list)
        for probe in probes:
            if isinstance(probe.options, SnmpOptions):
                sender = Sender(probe.target.name, probe.options)
                self._by_address[probe.target.address].append(sender)
        boots = int(clock.now_utc().timestamp()) - BOOTS_SINCE_SECONDS
        self._engine_id = engine_id(site)
        self._early = early
        self._receiver = Receiver({}, early.want, self._engine_id, max(boots, 1))

    @property
    def view(self) -> TrapsView:
        """What came so far, and what came of it."""
        return TrapsView(
            {outcome.value: count for outcome, count in self._receiver.outcomes.items()},
            {asked.value: count for asked, count in self._early.asked.items()},
        )

    async def run(self) -> None:
        """Listen for ever. Where that is not allowed, or the port is taken, polling goes on, and it
        is tried again."""
        where = f"{self._settings.listen} port {self._settings.port}"
        while True:
            try:
                await self._listen()
            except OSError as error:
                log.error("traps: cannot listen on %s: %s", where, error.strerror)  # noqa: TRY400 - said whole
            await asyncio.sleep(TRY_AGAIN_SECONDS)

    async def _listen(self) -> None:
        listen, port = self._settings.listen, self._settings.port
        async with receiving(self._receiver, listen, port) as at, asyncio.TaskGroup() as group:
            identity = self._engine_id.hex()
            log.info("traps: listening on %s port %d, engine id 0x%s", listen, at, identity)
            group.create_task(self._early.run(), name="early polls")
            while True:
                self._receiver.senders = await resolved(self._by_address)
                await asyncio.sleep(LOOK_UP_SECONDS)


async def resolved(
    by_address: Mapping[str, Sequence[Sender]],
) -> dict[str, list[Sender]]:
    """By IP address; a name may have several, and one that is not found has none for now."""
    loop = asyncio.get_running_loop()
    found: dict[str, list[Sender]] = defaultdict(list)
    for address, senders in by_address.items():
        try:
            infos = await loop.getaddrinfo(address, None, type=socket.SOCK_DGRAM)
        except OSError as error:
            log.warning("traps: %s is not found (%s)", address, error.strerror)
            continue
        for literal in {str(info[4][0]) for info in infos}:
            found[literal] += senders
    return found

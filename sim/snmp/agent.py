"""An emulated device that answers SNMP v2c, or v3 with authentication and privacy."""

import asyncio

from sim.faults import SLOW_SECONDS, Fault
from sim.snmp.described import Described
from sim.snmp.dispatch import answer
from sim.snmp.identity import EMULATED_ACCESS, Access, Identity
from sim.snmp.kind import Kind
from sim.snmp.models import AgentModel
from sim.snmp.table import Table
from sim.wire import UDP4, Asker, Datagrams, Replies, bound


class SnmpAgent:
    """Serves `model`, which also says what kind of device it is.

    set("interfaces.XGE1/0/24.up", False), set("sensors.inlet.celsius", 41.0),
    set("ups.minutes_remaining", 30), set("ats.feed_b_live", False),
    set("controller.ap-7.up", False), set("uptime_seconds", 5) for a reboot;
    any field of the models can be set by its name.
    """

    def __init__(
        self,
        name: str,
        model: AgentModel,
        *,
        access: Access = EMULATED_ACCESS,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self.name = name
        self.kind = "ups_snmp" if model.ups else "ats" if model.ats else "switch"
        if model.controller is not None:
            self.kind = "wireless_controller"
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self._described = Described(model)
        self._port = port
        self._replies = Replies(slow_seconds, name)
        nothing_yet = Kind(Table(), self._described.growth.uptime_seconds)
        self._identity = Identity(name, nothing_yet, access)
        self._identity.boots = 0
        self._kinds: dict[bool, Kind] = {}  # truthful, and lying
        self._out_of_date = False  # many changes at once cost one table
        self._transport: asyncio.DatagramTransport | None = None
        self._late: set[asyncio.TimerHandle] = set()

    async def start(self) -> None:
        (listening,) = bound([UDP4], self._port)
        self.ports = {"snmp": listening.getsockname()[1]}
        self._booted()
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: Datagrams(self._asked), sock=listening
        )

    async def stop(self) -> None:
        transport, self._transport = self._transport, None
        for late in self._late:
            late.cancel()
        self._late.clear()
        if transport is not None:
            transport.close()
            await asyncio.sleep(0)  # the socket closes in the next turn of the loop

    def set(self, path: str, value: object) -> None:
        self._described.set(path, value)
        if path == "uptime_seconds":
            self._booted()
        elif isinstance(value, bool | int | float):  # cannot be wrong any more
            self._described.turn()
            self._out_of_date = True
        else:
            self._changed()

    def _booted(self) -> None:
        self._identity.boots += 1
        self._changed()

    def _changed(self) -> None:
        """What was planned of replies is planned anew."""
        self._out_of_date = False
        table, seconds = self._table(), self._described.growth.uptime_seconds
        self._kinds = {lying: Kind(table, seconds, lying=lying) for lying in (False, True)}

    def _table(self) -> Table:
        """What is answered from."""
        return self._described.table(self._identity.engine_id, self._identity.boots)

    def _asked(self, transport: asyncio.DatagramTransport, data: bytes, asker: Asker) -> None:
        fault = self.fault
        if fault is Fault.SILENT:
            return
        if self._out_of_date:
            self._changed()
        self._identity.kind = self._kinds[fault is Fault.WRONG_VALUE]
        reply = answer(self._identity, data)
        if reply is None:
            return
        spoiled = self._replies.spoiled(fault, reply)
        if fault is Fault.SLOW:
            self._send_late(transport, spoiled, asker)
        else:
            transport.sendto(spoiled, asker)

    def _send_late(self, transport: asyncio.DatagramTransport, reply: bytes, asker: Asker) -> None:
        def send() -> None:
            self._late.discard(timer)
            transport.sendto(reply, asker)

        loop = asyncio.get_running_loop()
        timer = loop.call_later(self._replies.slow_seconds, send)
        self._late.add(timer)

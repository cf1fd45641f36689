"""An emulated device that answers SNMP v2c, or v3 with authentication and privacy."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pysnmp.carrier.asyncio.dgram.udp import DOMAIN_NAME, UdpAsyncioTransport
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413 import cmdrsp
from pysnmp.entity.rfc3413.context import SnmpContext
from pysnmp.proto.rfc1902 import ObjectName, OctetString

from sim.faults import SLOW_SECONDS, Fault
from sim.snmp.described import Described
from sim.snmp.models import AgentModel
from sim.snmp.table import Table
from sim.wire import UDP4, Asker, Replies, bound

#: RFC 3411: an enterprise's number with the first bit set, then 4 for "text follows".
ENGINE_ID_HEAD = b"\x80\x00\x4f\xb8\x04"
LONGEST_ENGINE_ID_TEXT = 27
AUTHENTICATION = {"sha1": config.USM_AUTH_HMAC96_SHA, "sha256": config.USM_AUTH_HMAC192_SHA256}
READ_ALL = (1,)
JOB = 1  # keeps pysnmp's dispatcher from believing that all work is done
V1, V2C, V3 = 0, 2, 3  # message processing model of v1; security models of v2c and USM


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read: a community by v2c, and a user by v3 with AES-128."""

    community: str | None = "emulated-campus"
    user: str | None = None
    auth_key: str = ""
    privacy_key: str = ""
    auth_protocol: Literal["sha1", "sha256"] = "sha256"


EMULATED_ACCESS = Access()


class Instrumentation:
    """What pysnmp's responders ask; access is checked once per request, by its first name."""

    def __init__(
        self,
        looked_up: Callable[[ObjectName], tuple[object, object]],
        following: Callable[[ObjectName], tuple[object, object]],
    ) -> None:
        self._looked_up = looked_up
        self._following = following

    def read_variables(self, *asked: tuple[ObjectName, object], **context: object) -> list[object]:
        _check_access(asked, context)
        return [self._looked_up(name) for name, _ in asked]

    def read_next_variables(
        self, *asked: tuple[ObjectName, object], **context: object
    ) -> list[object]:
        _check_access(asked, context)
        return [self._following(name) for name, _ in asked]


def _check_access(asked: tuple[tuple[ObjectName, object], ...], context: dict[str, object]) -> None:
    verify = context["acFun"]
    if asked and callable(verify):
        verify("read", asked[0], idx=0, **context)


class SpoiltTransport(UdpAsyncioTransport):  # type: ignore[misc]  # pysnmp carries no types
    """pysnmp's UDP socket; what leaves it goes through the device's fault."""

    def __init__(self, replies: Replies, fault: Callable[[], Fault]) -> None:
        super().__init__()
        self._replies = replies
        self._fault = fault
        self._late: set[asyncio.TimerHandle] = set()

    def send_message(self, message: bytes, address: Asker) -> None:
        fault = self._fault()
        if fault is Fault.SILENT or self.transport is None:
            return
        spoiled = self._replies.spoiled(fault, message)
        if fault is Fault.SLOW:
            loop = asyncio.get_running_loop()
            self._late.add(
                loop.call_later(self._replies.slow_seconds, self._send, spoiled, address)
            )
        else:
            self._send(spoiled, address)

    def _send(self, message: bytes, address: Asker) -> None:
        self.transport.sendto(message, tuple(address))

    def close_transport(self) -> None:
        for late in self._late:
            late.cancel()
        super().close_transport()


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
        self._access = access
        self._port = port
        self._replies = Replies(slow_seconds, name)
        self._table = Table()
        self._engine_id = ENGINE_ID_HEAD + name.encode()[:LONGEST_ENGINE_ID_TEXT]
        self._boots = 0
        self._engine: SnmpEngine | None = None
        self._rebuild()

    async def start(self) -> None:
        (listening,) = bound([UDP4], self._port)
        self.ports = {"snmp": listening.getsockname()[1]}
        transport = SpoiltTransport(self._replies, lambda: self.fault)
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: transport, sock=listening)
        self._boots += 1
        self._rebuild()
        self._engine = self._made_engine(transport)

    async def stop(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.transport_dispatcher.job_finished(JOB)
            engine.close_dispatcher()
            await asyncio.sleep(0)  # the socket closes, and the dispatcher's task ends,
            await asyncio.sleep(0)  # in the next turns of the loop

    def set(self, path: str, value: object) -> None:
        self._described.set(path, value)
        self._rebuild()

    def _rebuild(self) -> None:
        self._table = self._described.table(self._engine_id, self._boots)

    def _made_engine(self, transport: SpoiltTransport) -> SnmpEngine:
        engine = SnmpEngine()
        # Not by the constructor: pysnmp would then keep the boots in a file of the machine.
        engine.snmpEngineID = OctetString(self._engine_id)
        for symbol, value in (("snmpEngineID", self._engine_id), ("snmpEngineBoots", self._boots)):
            (managed,) = engine.get_mib_builder().import_symbols("__SNMP-FRAMEWORK-MIB", symbol)
            managed.syntax = managed.syntax.clone(value)
        del engine.message_processing_subsystems[V1]
        self._admit(engine)
        config.add_transport(engine, DOMAIN_NAME, transport)
        context = SnmpContext(engine)
        context.unregister_context_name(b"")
        context.register_context_name(b"", Instrumentation(self._looked_up, self._next))
        for responder in (
            cmdrsp.GetCommandResponder,
            cmdrsp.NextCommandResponder,
            cmdrsp.BulkCommandResponder,
        ):
            responder(engine, context)
        engine.transport_dispatcher.job_started(JOB)
        return engine

    def _admit(self, engine: SnmpEngine) -> None:
        access = self._access
        if access.community is not None:
            config.add_v1_system(engine, "reader", access.community)
            config.add_vacm_user(engine, V2C, "reader", "noAuthNoPriv", READ_ALL)
        if access.user is not None:
            auth, privacy = AUTHENTICATION[access.auth_protocol], config.USM_PRIV_CFB128_AES
            config.add_v3_user(
                engine, access.user, auth, access.auth_key, privacy, access.privacy_key
            )
            config.add_vacm_user(engine, V3, access.user, "authPriv", READ_ALL)

    def _looked_up(self, name: ObjectName) -> tuple[object, object]:
        lying = self.fault is Fault.WRONG_VALUE
        return name, self._table.value(tuple(name), lying=lying)

    def _next(self, name: ObjectName) -> tuple[object, object]:
        return self._table.following(tuple(name), lying=self.fault is Fault.WRONG_VALUE)

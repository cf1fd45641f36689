"""Thousands of SNMP agents behind one socket, told apart by the address that is asked."""

import asyncio
import socket
from collections.abc import Iterable
from contextlib import suppress

from sim.crowd.answering import by_community
from sim.crowd.answering_v3 import by_user
from sim.crowd.ber import SEQUENCE, Malformed, enter, read_integer
from sim.crowd.identity import IN_PKTINFO, IP_PKTINFO, Identity
from sim.faults import Fault

V2C, V3 = 1, 3  # the version field of a message
LOOPBACK = b"lo"
DATAGRAM_BYTES = 65_535
#: Between two turns of the event loop.
DATAGRAMS_AT_ONCE = 32
#: For the moment in which an auditor starts and asks everybody; the kernel gives what it allows.
BUFFER_BYTES = 8 << 20
ANCILLARY_BYTES = socket.CMSG_SPACE(IN_PKTINFO.size)


class SnmpCrowd:
    """Answers for each identity from its own address of 127.0.0.0/8, on one port for all.

    set("sw-0001.silent", True), set("sw-0001.interfaces.GE1.up", False): the first part is the
    identity's name, the rest is its own. `fault` is none, or silent: then nobody answers.
    """

    kind = "crowd"

    def __init__(self, name: str, identities: Iterable[Identity], *, port: int = 0) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self.identities = {each.name: each for each in identities}
        self._at = {each.address: each for each in self.identities.values()}
        self._port = port
        self._socket: socket.socket | None = None

    async def start(self) -> None:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket = made
        made.setblocking(False)
        # every address of the interface, and of no other one
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, LOOPBACK)
        made.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        made.bind(("", self._port))
        self.ports = {"snmp": made.getsockname()[1]}
        asyncio.get_running_loop().add_reader(made, self._readable, made)

    async def stop(self) -> None:
        made, self._socket = self._socket, None
        if made is not None:
            asyncio.get_running_loop().remove_reader(made)
            made.close()

    def set(self, path: str, value: object) -> None:
        name, _, rest = path.partition(".")
        if name not in self.identities:
            raise KeyError(path)
        self.identities[name].set(rest, value)

    def _readable(self, listening: socket.socket) -> None:
        for _ in range(DATAGRAMS_AT_ONCE):
            try:
                data, ancillary, _, asker = listening.recvmsg(DATAGRAM_BYTES, ANCILLARY_BYTES)
            except BlockingIOError:
                return
            identity = self._at.get(IN_PKTINFO.unpack(ancillary[0][2])[2])
            if identity is None or identity.silent or self.fault is Fault.SILENT:
                continue
            reply = answer(identity, data)
            if reply is not None:
                with suppress(BlockingIOError):  # as a full queue of a switch would lose it
                    listening.sendmsg([reply], identity.sending_from, 0, asker)


def answer(identity: Identity, data: bytes) -> bytes | None:
    """The reply to a datagram; None to what is no request, and to who may not ask."""
    try:
        start, _ = enter(data, 0, SEQUENCE)
        version, at = read_integer(data, start)
        if version == V2C:
            return by_community(identity, data, at)
        if version == V3:
            return by_user(identity, data, at)
    except Malformed:
        return None
    return None

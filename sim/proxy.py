"""A wire between asker and device on loopback, for UDP and TCP: it passes on what comes, or spoils
it as `impairment.py` decides."""

import socket
from collections.abc import Mapping

from sim.faults import SLOW_SECONDS
from sim.impairment import CLEAN, Wire
from sim.line import Line, Tally
from sim.tcp_proxy import TcpProxy
from sim.udp_proxy import UdpProxy
from sim.wire import TCP4, TCP6, UDP4, UDP6, Endpoint, bound

#: What devices listen on, by kind and protocol; else it is TCP over IPv4.
ENDPOINTS: Mapping[tuple[str, str], tuple[Endpoint, ...]] = {
    **{(kind, "snmp"): (UDP4,) for kind in ("switch", "ups_snmp", "ats")},
    ("dns", "dns"): (UDP4, UDP6, TCP4, TCP6),
}
#: Of a web site, which has a port for each of its hosts.
WEB = (TCP4, TCP6)

#: An asker that was silent for so long is gone: a slow device has answered it by then.
QUIET_SECONDS = SLOW_SECONDS + 5


class Proxy:
    """Stands before the ports of one device; `ports` are those that the asker is told."""

    def __init__(
        self, name: str, wire: Wire = CLEAN, *, quiet_seconds: float = QUIET_SECONDS
    ) -> None:
        self.name = name
        self.ports: dict[str, int] = {}
        self._line = Line(name, wire)
        self._quiet_seconds = quiet_seconds
        self._datagrams: list[UdpProxy] = []
        self._streams: list[TcpProxy] = []

    @property
    def wire(self) -> Wire:
        return self._line.wire

    @wire.setter
    def wire(self, wire: Wire) -> None:
        self._line.set(wire)
        for stream in self._streams:
            stream.refuse(wire.refuse)

    @property
    def tally(self) -> Tally:
        return self._line.tally

    def start(self, kind: str, ports: Mapping[str, int]) -> None:
        """Listen for a device of that kind, which listens on loopback at `ports`."""
        for protocol, port in ports.items():
            endpoints = WEB if kind == "web" else ENDPOINTS.get((kind, protocol), (TCP4,))
            sockets = bound(endpoints)
            self.ports[protocol] = sockets[0].getsockname()[1]
            for (address, _), listening in zip(endpoints, sockets, strict=True):
                self.stand_before(protocol, (address, port), listening)

    def stand_before(
        self, protocol: str, device: tuple[str, int], listening: socket.socket
    ) -> None:
        """Take over the socket: what comes there is for the device's address."""
        if listening.type is socket.SOCK_STREAM:
            stream = TcpProxy(self._line, device, listening)
            stream.refuse(self.wire.refuse)
            self._streams.append(stream)
        else:
            udp = UdpProxy(self._line, protocol, device, listening, self._quiet_seconds)
            self._datagrams.append(udp)

    async def stop(self) -> None:
        for udp in self._datagrams:
            udp.close()
        for stream in self._streams:
            await stream.stop()
        self._datagrams.clear()
        self._streams.clear()

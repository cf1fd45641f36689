"""One device of the crowd: an address, a description that others share, and little of its own."""

import socket
import struct
from copy import deepcopy

from sim.snmp.described import Described
from sim.snmp.identity import Access, Identity
from sim.snmp.kind import ENGINE_BOOTS, ENGINE_ID, SYS_NAME, Kind
from sim.state import of_type

IP_PKTINFO = 8  # <linux/in.h>; Python's socket knows it from 3.14 on
IN_PKTINFO = struct.Struct("=I4s4s")  # interface, the address to send from, the address asked


class Shared:
    """What many devices have in common: each says of it only its engine and its name itself."""

    def __init__(self, described: Described) -> None:
        named = described.model.system_name
        own = {ENGINE_ID, ENGINE_BOOTS} if named else {ENGINE_ID, ENGINE_BOOTS, SYS_NAME}
        self._described = described
        self.kind = Kind(described.table(b"", 0), described.growth.uptime_seconds, own=own)

    def changed(self, path: str, value: object) -> "Shared":
        """Another, of a device to which this was done. Raises KeyError, ValueError."""
        other = deepcopy(self._described)
        other.set(path, value)
        return Shared(other)


class Addressed(Identity):
    """What answers at one address.

    set("silent", True) takes requests and never answers; any other path changes its model, as
    that of an ordinary agent: from then on it shares it with nobody.
    """

    def __init__(self, name: str, address: str, shared: Shared, access: Access) -> None:
        super().__init__(name, shared.kind, access)
        self.address = socket.inet_aton(address)
        self.silent = False
        self._shared = shared
        #: With these a datagram leaves from the address that was asked.
        packed = IN_PKTINFO.pack(0, self.address, bytes(4))
        self.sending_from = [(socket.IPPROTO_IP, IP_PKTINFO, packed)]

    def set(self, path: str, value: object) -> None:
        """Raises KeyError naming a path that there is not, ValueError for a wrong value."""
        if path == "silent":
            self.silent = of_type(bool, value, path)
            return
        self._shared = self._shared.changed(path, value)
        self.kind = self._shared.kind
        if path == "uptime_seconds":
            self.boots += 1

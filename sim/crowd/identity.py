"""One device of the crowd: an address, a kind that it shares with others, and little of its own."""

import socket
import struct
from collections import Counter
from functools import cached_property

from sim.crowd.kind import Kind
from sim.crowd.usm import Keys
from sim.snmp.agent import ENGINE_ID_HEAD, LONGEST_ENGINE_ID_TEXT, Access
from sim.state import of_type

IP_PKTINFO = 8  # <linux/in.h>; Python's socket knows it from 3.14 on
IN_PKTINFO = struct.Struct("=I4s4s")  # interface, the address to send from, the address asked


class Identity:
    """What answers at one address.

    set("silent", True) takes requests and never answers; any other path changes its model, as
    that of an ordinary agent: from then on it is a kind of its own.
    """

    def __init__(self, name: str, address: str, kind: Kind, access: Access) -> None:
        self.name = name
        self.address = socket.inet_aton(address)
        self.kind = kind
        self.access = access
        self.engine_id = ENGINE_ID_HEAD + name.encode()[:LONGEST_ENGINE_ID_TEXT]
        self.boots = 1
        self.silent = False
        self.community = None if access.community is None else access.community.encode()
        self.user = None if access.user is None else access.user.encode()
        self.reports: Counter[tuple[int, ...]] = Counter()
        #: With these a datagram leaves from the address that was asked.
        packed = IN_PKTINFO.pack(0, self.address, bytes(4))
        self.sending_from = [(socket.IPPROTO_IP, IP_PKTINFO, packed)]

    @cached_property
    def keys(self) -> Keys:
        access = self.access
        return Keys.of(access.auth_protocol, access.auth_key, access.privacy_key, self.engine_id)

    def set(self, path: str, value: object) -> None:
        """Raises KeyError naming a path that there is not, ValueError for a wrong value."""
        if path == "silent":
            self.silent = of_type(bool, value, path)
        else:
            self.kind = self.kind.changed(path, value)

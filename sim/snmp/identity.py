"""Who an agent is, and who may ask it: all that its replies need beside what it describes."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from sim.snmp.kind import Kind
from sim.snmp.table import Oid
from sim.snmp.usm import Keys, Protocol

#: RFC 3411: an enterprise's number with the first bit set, then 4 for "text follows".
ENGINE_ID_HEAD = b"\x80\x00\x4f\xb8\x04"
LONGEST_ENGINE_ID_TEXT = 27


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read: a community by v2c, and a user by v3 with AES-128."""

    community: str | None = "emulated-campus"
    user: str | None = None
    auth_key: str = ""
    privacy_key: str = ""
    auth_protocol: Protocol = "sha256"


EMULATED_ACCESS = Access()


class Identity:
    """One agent; `kind` is what it answers from, and may be another one at any time."""

    def __init__(self, name: str, kind: Kind, access: Access) -> None:
        self.name = name
        self.kind = kind
        self.access = access
        self.engine_id = ENGINE_ID_HEAD + name.encode()[:LONGEST_ENGINE_ID_TEXT]
        self.boots = 1
        self.community = None if access.community is None else access.community.encode()
        self.user = None if access.user is None else access.user.encode()
        self.reports: Counter[Oid] = Counter()

    @cached_property
    def keys(self) -> Keys:
        access = self.access
        return Keys.of(access.auth_protocol, access.auth_key, access.privacy_key, self.engine_id)

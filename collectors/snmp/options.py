"""What the inventory may set for an SNMP probe."""

from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from collectors.probe import Options
from collectors.target import Secret

AuthProtocol = Literal["sha1", "sha224", "sha256", "sha384", "sha512", "md5"]
#: aes192 and aes256 lengthen the key as draft-blumenthal-aes-usm-04 does (net-snmp); the
#: names with a c as draft-reeder-snmpv3-usm-3desede-00 does (Cisco, H3C, Huawei, APC).
PrivacyProtocol = Literal["aes128", "aes192", "aes256", "aes192c", "aes256c", "des"]
Subject = Literal[
    "system",
    "interfaces",
    "mau",
    "addresses",
    "sensors",
    "ups",
    "ats",
    "topology",
    "health",
    "wlan",
    "identity",
    "environment",
    "host",
    "aggregation",
    "redundancy",
    "stack",
    "vlans",
    "vrfs",
]
Engine = Literal["own", "pysnmp"]
WEAK = ("md5", "des")
KEY_LENGTH_AT_LEAST = 8  # RFC 3414 section 11.2


class SnmpOptions(Options):
    """Versions 1 and 2c need a community, 3 a user; keys of both together are refused."""

    port: int = Field(default=161, ge=1, le=65535)
    version: Literal["1", "2c", "3"] = "2c"
    community: Secret | None = None
    user: str = Field(default="", max_length=32)  # RFC 3414: usmUserName SIZE(0..32)
    auth_protocol: AuthProtocol | None = None
    auth_key: Secret | None = None
    privacy_protocol: PrivacyProtocol | None = None
    privacy_key: Secret | None = None
    allow_weak: bool = False
    context_name: str = Field(default="", max_length=255)
    read: tuple[Subject, ...] = Field(default=("system",), min_length=1, strict=False)
    engine: Engine = "own"
    # the agent's snmpEngineID in hexadecimal digits: no other one is talked to
    engine_id: str | None = Field(default=None, pattern=r"^([0-9a-fA-F]{2}){5,32}$")
    # one request is sent retries + 1 times, and a late answer to an earlier one still counts
    request_timeout_seconds: float = Field(default=1.5, gt=0, le=60)
    retries: int = Field(default=3, ge=0, le=10)
    max_repetitions: int = Field(default=25, ge=1, le=100)
    rows_at_most: int = Field(default=20_000, ge=1)

    @field_validator("read")
    @classmethod
    def _once(cls, read: tuple[Subject, ...]) -> tuple[Subject, ...]:
        if len(set(read)) < len(read):
            raise ValueError("a subject is named twice")
        return read

    @field_validator("auth_key", "privacy_key")
    @classmethod
    def _long_enough(cls, key: Secret | None, info: ValidationInfo) -> Secret | None:
        if key is not None and len(key.reveal()) < KEY_LENGTH_AT_LEAST:
            raise ValueError(f"{info.field_name} has fewer than {KEY_LENGTH_AT_LEAST} characters")
        return key

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = self._faults_of_3() if self.version == "3" else self._faults_of_communities()
        if self.version == "1" and self.engine != "own":
            faults.append("version 1 needs engine: own")
        if self.engine_id is not None and self.version != "3":
            faults.append("engine_id belongs to version 3")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults_of_communities(self) -> list[str]:
        faults = []
        if self.community is None:
            faults = [f"version {self.version} needs a community"]
        keys = ("auth_protocol", "auth_key", "privacy_protocol", "privacy_key")
        given = [key for key in keys if getattr(self, key) is not None]
        given += [key for key in ("user", "context_name") if getattr(self, key)]
        return faults + [f"{key} belongs to version 3" for key in given]

    def _faults_of_3(self) -> list[str]:
        rules = (
            (not self.user, "version 3 needs a user"),
            (self.community is not None, "community belongs to versions 1 and 2c"),
            (
                (self.auth_protocol is None) != (self.auth_key is None),
                "auth_protocol and auth_key go together",
            ),
            (
                (self.privacy_protocol is None) != (self.privacy_key is None),
                "privacy_protocol and privacy_key go together",
            ),
            (
                self.privacy_protocol is not None and self.auth_protocol is None,
                "privacy needs authentication: auth_protocol is missing",
            ),
        )
        faults = [fault for broken, fault in rules if broken]
        weak = [name for name in (self.auth_protocol, self.privacy_protocol) if name in WEAK]
        if weak and not self.allow_weak:
            faults += [f"{name} is broken; allow_weak: true takes it all the same" for name in weak]
        return faults

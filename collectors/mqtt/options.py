"""What the inventory says of a broker: how to log in, which topics mean which gateway or meter."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from collectors.mqtt.connection import Version
from collectors.probe import Options
from collectors.target import Secret


def exact_topic(topic: str) -> str:
    """A topic name (OASIS MQTT 3.1.1 section 4.7.3), not a filter with wildcards."""
    if not topic or set(topic) & {"+", "#", "\0"}:
        raise ValueError("a topic is written out: not empty, without + and #")
    return topic


Topic = Annotated[str, Field(max_length=1024), AfterValidator(exact_topic)]
Name = Annotated[str, Field(min_length=1)]


class Gateway(Options):
    """A gateway speaks under `topic`; `offline_payload` is what its last will says there."""

    name: Name
    topic: Topic
    offline_payload: str | None = None


class Meter(Options):
    """A meter's counter stands at `field`, a dotted path, in the JSON under `topic`."""

    name: Name
    topic: Topic
    field: Name


class MqttOptions(Options):
    port: int = Field(default=1883, ge=1, le=65535)  # IANA: mqtt; secure-mqtt is 8883
    version: Version = "5"
    user: str | None = None
    password: Secret | None = None
    tls: bool = False
    ca_file: str | None = None  # else the authorities that the host trusts
    listen_seconds: float = Field(default=10, gt=0, le=3600)
    gateways: tuple[Gateway, ...] = Field(default=(), strict=False)
    meters: tuple[Meter, ...] = Field(default=(), strict=False)

    def least_seconds(self) -> float:
        return self.listen_seconds

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.gateways and not self.meters:
            raise ValueError("neither gateways nor meters: there is nothing to listen to")
        if self.password is not None and self.user is None:
            raise ValueError("a password needs a user")
        if self.ca_file is not None and not self.tls:
            raise ValueError("ca_file is only used with tls: true")
        for names in ([one.name for one in self.gateways], [one.name for one in self.meters]):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"the same name twice: {', '.join(twice)}")
        return self

"""What every fact of the inventory is made of: a frozen model, and names of what it means."""

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """Comes from a file: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Name = str


class InterfaceRef(Fact):
    """One interface of one target, by ifName (else ifDescr)."""

    target: Name
    interface: str


class InstanceRef(Fact):
    """One instance that a target reports: a sensor, a UPS, a job. "" where it has only one."""

    target: Name
    instance: str = ""

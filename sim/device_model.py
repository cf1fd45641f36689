"""What a scenario says of every device that the simulator starts."""

from pydantic import Field

from sim.facts import Model, Name
from sim.faults import Fault
from sim.impairment import Wire


class DeviceModel(Model):
    name: Name
    building: Name | None = None
    fault: Fault = Field(default=Fault.NONE, strict=False)  # from the first moment on
    wire: Wire | None = None  # what lies between it and who asks, where anything does

"""What every simulated device offers, whatever protocol it speaks."""

from typing import Protocol

from sim.faults import Fault


class Device(Protocol):
    """A device on loopback: started on a free port, changed and broken while it runs."""

    name: str
    kind: (
        str  # switch, ups_snmp, ats, upsd, dns, web, broker, wireless_controller, backup, recording
    )
    fault: Fault  # takes effect with the next request
    ports: dict[str, int]  # protocol -> port; filled by start(); of a path helper none

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def set(self, path: str, value: object) -> None:
        """Change the device's state, as in `set("interfaces.XGE1/0/24.up", False)`.

        Raises KeyError naming the path where there is no such thing.
        """
        ...

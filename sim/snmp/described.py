"""A device as its model has it: changed by paths while it runs, and the table made from it."""

from collections.abc import Mapping
from copy import deepcopy

from sim.snmp.addresses import put_addresses
from sim.snmp.clock import Growth
from sim.snmp.interfaces import put_interfaces
from sim.snmp.models import AgentModel
from sim.snmp.neighbours import put_neighbours
from sim.snmp.subjects import put_ats, put_engine, put_sensors, put_system, put_ups
from sim.snmp.table import Table
from sim.snmp.wireless import put_controller
from sim.state import assign, of_type, split

#: Fields of the device itself.
OF_THE_DEVICE = ("description", "object_id", "system_name")
#: Parts that have names, and those of which a device has one at most.
NAMED, SINGLE = ("interfaces", "sensors"), ("ups", "ats")


class Described:
    """A model of our own, and what has grown on it since the device was started."""

    def __init__(self, model: AgentModel) -> None:
        self.model = deepcopy(model)
        self.growth = Growth(model.uptime_seconds)

    def set(self, path: str, value: object) -> None:
        """Raises KeyError naming a path that there is not, ValueError for a wrong value."""
        kind, name, field = split(path)
        if path == "uptime_seconds":
            self.growth.reboot(of_type(float, value, path))
        elif path in OF_THE_DEVICE:
            assign(self.model, path, value, path)
        elif kind in SINGLE and not name and getattr(self.model, kind) is not None:
            assign(getattr(self.model, kind), field, value, path)
        elif kind == "controller" and self.model.controller is not None:
            points = {point.name: point for point in self.model.controller.access_points}
            _assign(points, name, field, value, path)
        elif kind in NAMED:
            parts = {part.name: part for part in getattr(self.model, kind)}
            _assign(parts, name, field, value, path)
        else:
            raise KeyError(path)

    def turn(self) -> None:
        """From now on counters and batteries grow as the model has it."""
        for interface in self.model.interfaces:
            self.growth.turn(interface)
        if self.model.ups is not None:
            self.growth.battery(on=self.model.ups.on_battery)

    def table(self, engine_id: bytes, boots: int) -> Table:
        """What the device answers as it is now; `Live` values go on moving by themselves."""
        model, growth, table = self.model, self.growth, Table()
        self.turn()
        put_system(table, model, growth)
        put_engine(table, engine_id, boots, growth)
        put_interfaces(table, model.interfaces, growth)
        put_addresses(table, model.interfaces)
        put_neighbours(table, model)
        put_sensors(table, model.sensors)
        if model.ups is not None:
            put_ups(table, model.ups, growth)
        if model.ats is not None:
            put_ats(table, model.ats)
        if model.controller is not None:
            put_controller(table, model.controller, growth)
        table.sort()
        return table


def _assign(parts: Mapping[str, object], name: str, field: str, value: object, path: str) -> None:
    """The name by which a part is known stays."""
    if name not in parts or field == "name":
        raise KeyError(path)
    assign(parts[name], field, value, path)

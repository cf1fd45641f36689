"""System, entities with their sensors, UPS and transfer switch of an emulated agent."""

from pysnmp.proto.rfc1902 import Gauge32, Integer32, TimeTicks

from sim.snmp.clock import Growth
from sim.snmp.models import AgentModel, AtsModel, SensorModel, UpsModel
from sim.snmp.table import Live, Table, identifier, integer, octets

SYSTEM = (1, 3, 6, 1, 2, 1, 1)  # SNMPv2-MIB (RFC 3418)
SNMP_ENGINE = (1, 3, 6, 1, 6, 3, 10, 2, 1)  # SNMP-FRAMEWORK-MIB (RFC 3411)
ENT_PHYSICAL_ENTRY = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)  # ENTITY-MIB (RFC 4133)
ENT_PHY_SENSOR_ENTRY = (1, 3, 6, 1, 2, 1, 99, 1, 1, 1)  # ENTITY-SENSOR-MIB (RFC 3433)
UPS = (1, 3, 6, 1, 2, 1, 33, 1)  # UPS-MIB (RFC 1628)
ATS = (1, 3, 6, 1, 4, 1, 318, 1, 1, 8, 5)  # PowerNet-MIB, automaticXferSwitch

TICKS_SIZE = 1 << 32
CHASSIS, SENSOR = 3, 8  # PhysicalClass
CELSIUS, PERCENT_RH, UNITS = 8, 9, 9  # EntitySensorDataType, EntitySensorDataScale
#: In range for the object, which ends at +-1,000,000,000, and out of any sense.
MAD_SENSOR_VALUE = 999_999_999
FIRST_SENSOR_INDEX = 101


def put_system(table: Table, model: AgentModel, growth: Growth) -> None:
    ticks = Live(TimeTicks, lambda: int(growth.uptime_seconds() * 100) % TICKS_SIZE)
    table.scalar((*SYSTEM, 1), octets(model.description))
    table.scalar((*SYSTEM, 2), identifier(model.object_id))
    table.scalar((*SYSTEM, 3), ticks, octets("yesterday"))  # sysUpTime
    table.scalar((*SYSTEM, 4), octets("noc@example.edu"))
    table.scalar((*SYSTEM, 5), octets(model.system_name))
    table.scalar((*SYSTEM, 6), octets("emulated campus"))
    table.scalar((*SYSTEM, 7), integer(78))


def put_engine(table: Table, engine_id: bytes, boots: int, growth: Growth) -> None:
    """The time is the device's, not that of the process: it tells a wrapped sysUpTime from a
    restart."""
    seconds = Live(Integer32, lambda: int(growth.uptime_seconds()))
    table.scalar((*SNMP_ENGINE, 1), octets(engine_id))
    table.scalar((*SNMP_ENGINE, 2), integer(boots), integer(-1))
    table.scalar((*SNMP_ENGINE, 3), seconds, integer(-1))


def put_sensors(table: Table, sensors: list[SensorModel]) -> None:
    if not sensors:
        return
    _put_entity(table, 1, "chassis", CHASSIS, contained_in=0)
    for index, sensor in enumerate(sensors, FIRST_SENSOR_INDEX):
        _put_entity(table, index, sensor.name, SENSOR, contained_in=1)
        if sensor.celsius is not None:
            _put_sensor(table, index, CELSIUS, sensor.celsius, working=sensor.working)
        elif sensor.humidity_percent is not None:
            _put_sensor(table, index, PERCENT_RH, sensor.humidity_percent, working=sensor.working)


def _put_entity(table: Table, index: int, name: str, kind: int, contained_in: int) -> None:
    def put(column: int, value: object) -> None:
        table.put((*ENT_PHYSICAL_ENTRY, column), (index,), value)

    put(2, octets(name))  # entPhysicalDescr
    put(3, identifier((0, 0)))  # entPhysicalVendorType
    put(4, integer(contained_in))  # entPhysicalContainedIn
    put(5, integer(kind))  # entPhysicalClass
    put(6, integer(index))  # entPhysicalParentRelPos
    put(7, octets(name))  # entPhysicalName


def _put_sensor(table: Table, index: int, kind: int, value: float, *, working: bool) -> None:
    """In units with one decimal: value = raw / 10 (RFC 3433 section 3.1)."""

    def put(column: int, value: object, lie: object = None) -> None:
        table.put((*ENT_PHY_SENSOR_ENTRY, column), (index,), value, lie)

    put(1, integer(kind))  # entPhySensorType
    put(2, integer(UNITS))  # entPhySensorScale
    put(3, integer(1))  # entPhySensorPrecision
    put(4, integer(round(value * 10)), integer(MAD_SENSOR_VALUE))  # entPhySensorValue
    put(5, integer(1 if working else 3))  # entPhySensorOperStatus: 3 nonoperational
    put(6, octets(""))  # entPhySensorUnitsDisplay
    put(7, TimeTicks(0))  # entPhySensorValueTimeStamp
    put(8, Gauge32(0))  # entPhySensorValueUpdateRate


def put_ups(table: Table, ups: UpsModel, growth: Growth) -> None:
    def scalar(group: int, number: int, value: object, lie: object = None) -> None:
        table.scalar((*UPS, group, number), value, lie)

    source = 5 if ups.on_battery else 4 if ups.on_bypass else 3  # upsOutputSource
    scalar(1, 1, octets(ups.manufacturer))
    scalar(1, 2, octets(ups.model))
    scalar(2, 1, integer(ups.battery_status), integer(77))  # upsBatteryStatus
    scalar(2, 2, Live(Integer32, growth.seconds_on_battery), integer(-7))
    if ups.minutes_remaining is not None:
        scalar(2, 3, integer(ups.minutes_remaining), integer(-7))
    if ups.charge_percent is not None:
        scalar(2, 4, integer(ups.charge_percent), integer(255))
    scalar(2, 5, integer(2730), integer(-2730))  # upsBatteryVoltage, 0.1 V
    if ups.battery_celsius is not None:
        scalar(2, 7, integer(ups.battery_celsius), integer(9999))
    scalar(3, 1, integer(0))  # upsInputLineBads
    scalar(3, 2, integer(ups.phases))  # upsInputNumLines
    scalar(4, 1, integer(source), integer(77))
    scalar(4, 2, integer(500), integer(-500))  # upsOutputFrequency, 0.1 Hz
    scalar(4, 3, integer(ups.phases))  # upsOutputNumLines
    scalar(6, 1, Gauge32(0))  # upsAlarmsPresent
    for phase in range(1, ups.phases + 1):
        _put_phase(table, ups, phase)


def _put_phase(table: Table, ups: UpsModel, phase: int) -> None:
    # a unit runs on battery because its mains is away
    mains = 0 if ups.on_battery else ups.input_volts
    table.put((*UPS, 3, 3, 1, 2), (phase,), integer(500 if mains else 0), integer(-500))
    table.put((*UPS, 3, 3, 1, 3), (phase,), integer(mains), integer(-230))
    table.put((*UPS, 4, 4, 1, 2), (phase,), integer(ups.output_volts), integer(-230))
    if ups.load_percent is not None:
        table.put((*UPS, 4, 4, 1, 5), (phase,), integer(ups.load_percent), integer(9999))


def put_ats(table: Table, ats: AtsModel) -> None:
    def status(number: int, value: int) -> None:
        table.scalar((*ATS, 1, number), integer(value), integer(77))

    live = (ats.feed_a_live, ats.feed_b_live)
    status(1, 2)  # atsStatusCommStatus: established
    status(2, ats.selected_source)
    status(3, 2 if all(live) else 1)  # atsStatusRedundancyState: 2 fully redundant, 1 lost
    status(4, 2)  # atsStatusOverCurrentState: OK
    status(12, 2 if ats.feed_a_live else 1)  # atsStatusSourceAStatus: 2 ok, 1 fail
    status(13, 2 if ats.feed_b_live else 1)  # atsStatusSourceBStatus
    table.scalar((*ATS, 3, 1), integer(2))  # atsNumInputs
    for number, (feed, alive) in enumerate(zip("AB", live, strict=True), 1):
        frequency, volts = (50, ats.volts) if alive else (0, 0)
        table.put((*ATS, 3, 2, 1, 4), (number,), integer(frequency), integer(-50))
        table.put((*ATS, 3, 2, 1, 6), (number,), octets(f"Source {feed}"))  # atsInputName
        # atsInputVoltage, by input, table row and phase
        table.put((*ATS, 3, 3, 1, 3), (number, 1, 1), integer(volts), integer(-230))

"""Every quantity that the collectors deliver, declared once: name, meaning, source."""

from collectors.reading import Quantity

# --- any device ---------------------------------------------------------------------------
DEVICE_UPTIME = Quantity(
    "device_uptime_seconds",
    "Time since the device, or its management agent, started.",
    "SNMPv2-MIB::sysUpTime (RFC 3418), in hundredths of a second",
)
DEVICE_DESCRIPTION = Quantity(
    "device_description", "What the device says it is.", "SNMPv2-MIB::sysDescr (RFC 3418)"
)
DEVICE_OBJECT_ID = Quantity(
    "device_object_id",
    "The vendor's identifier of the product.",
    "SNMPv2-MIB::sysObjectID (RFC 3418)",
)
DEVICE_NAME = Quantity(
    "device_name", "The administrator's name for the device.", "SNMPv2-MIB::sysName (RFC 3418)"
)

# --- interfaces; the instance is ifName, else ifDescr -------------------------------------
INTERFACE_SPEED = Quantity(
    "interface_speed_bits_per_second",
    "Present line rate; none where the interface has no concept of bandwidth.",
    "IF-MIB::ifHighSpeed in Mbit/s, else ifSpeed (RFC 2863)",
)
INTERFACE_ADMIN_UP = Quantity(
    "interface_admin_up", "The operator wants the interface up.", "IF-MIB::ifAdminStatus (RFC 2863)"
)
INTERFACE_UP = Quantity(
    "interface_up", "The interface passes packets.", "IF-MIB::ifOperStatus (RFC 2863)"
)
INTERFACE_TYPE = Quantity(
    "interface_type", "IANA number of the interface type (6 is Ethernet).", "IF-MIB::ifType"
)
INTERFACE_ALIAS = Quantity(
    "interface_alias", "The operator's description.", "IF-MIB::ifAlias (RFC 2863)"
)
INTERFACE_RECEIVE_BYTES = Quantity(
    "interface_receive_bytes_total",
    "Octets received since an arbitrary start.",
    "IF-MIB::ifHCInOctets, else ifInOctets (RFC 2863)",
)
INTERFACE_TRANSMIT_BYTES = Quantity(
    "interface_transmit_bytes_total",
    "Octets sent since an arbitrary start.",
    "IF-MIB::ifHCOutOctets, else ifOutOctets (RFC 2863)",
)
INTERFACE_COUNTER_BITS = Quantity(
    "interface_counter_bits",
    "Width of the octet counters: they start again at 2 to this power.",
    "IF-MIB: 64 for ifHCInOctets, 32 for ifInOctets (RFC 2863)",
)
INTERFACE_RECEIVE_ERRORS = Quantity(
    "interface_receive_errors_total", "Packets received in error.", "IF-MIB::ifInErrors (RFC 2863)"
)
INTERFACE_TRANSMIT_ERRORS = Quantity(
    "interface_transmit_errors_total", "Packets not sent for errors.", "IF-MIB::ifOutErrors"
)
INTERFACE_CAPABILITY = Quantity(
    "interface_capability_bits_per_second",
    "Fastest line rate that the port can do, whatever runs now.",
    "MAU-MIB::ifMauTypeListBits (RFC 4836), values of IANA-MAU-MIB",
)
INTERFACE_OPTICAL = Quantity(
    "interface_optical",
    "The medium in use is optical fibre.",
    "MAU-MIB::ifMauType (RFC 4836), values of IANA-MAU-MIB",
)
INTERFACE_IPV6_GLOBAL_ADDRESSES = Quantity(
    "interface_ipv6_global_addresses_count",
    "Global unicast IPv6 addresses of the interface that are preferred.",
    "IP-MIB::ipAddressTable (RFC 4293)",
)
INTERFACE_ROUTER_ADVERTISEMENTS = Quantity(
    "interface_ipv6_router_advertisements",
    "The interface sends router advertisements.",
    "IP-MIB::ipv6RouterAdvertSendAdverts (RFC 4293)",
)

# --- environment; the instance is the sensor's name ---------------------------------------
TEMPERATURE = Quantity(
    "temperature_celsius",
    "Temperature at a sensor.",
    "ENTITY-SENSOR-MIB::entPhySensorValue of type celsius (RFC 3433)",
)
HUMIDITY = Quantity(
    "humidity_ratio",
    "Relative humidity at a sensor, 0 to 1.",
    "ENTITY-SENSOR-MIB::entPhySensorValue of type percentRH (RFC 3433)",
)

# --- UPS; the instance is the unit's name -------------------------------------------------
UPS_RUNTIME = Quantity(
    "ups_battery_runtime_seconds",
    "How long the UPS says that its battery carries the present load.",
    "UPS-MIB::upsEstimatedMinutesRemaining in minutes (RFC 1628); NUT battery.runtime in seconds",
)
UPS_CHARGE = Quantity(
    "ups_battery_charge_ratio",
    "Charge of the battery, 0 (empty) to 1 (full).",
    "UPS-MIB::upsEstimatedChargeRemaining in percent (RFC 1628); NUT battery.charge in percent",
)
UPS_LOAD = Quantity(
    "ups_load_ratio",
    "Load over rated output; the highest phase decides.",
    "UPS-MIB::upsOutputPercentLoad in percent (RFC 1628); NUT ups.load in percent",
)
UPS_ON_BATTERY = Quantity(
    "ups_on_battery",
    "The load runs on the battery now.",
    "UPS-MIB::upsOutputSource (RFC 1628); NUT ups.status OB",
)
UPS_BATTERY_NORMAL = Quantity(
    "ups_battery_normal",
    "The UPS finds its battery fit: neither low, depleted nor due for replacement.",
    "UPS-MIB::upsBatteryStatus (RFC 1628); NUT ups.status without LB and RB",
)
UPS_INPUT_VOLTS = Quantity(
    "ups_input_volts",
    "Voltage of the mains at the UPS.",
    "UPS-MIB::upsInputVoltage (RFC 1628); NUT input.voltage",
)
UPS_OUTPUT_VOLTS = Quantity(
    "ups_output_volts",
    "Voltage that the UPS delivers.",
    "UPS-MIB::upsOutputVoltage (RFC 1628); NUT output.voltage",
)
UPS_BATTERY_TEMPERATURE = Quantity(
    "ups_battery_temperature_celsius",
    "Temperature of the battery.",
    "UPS-MIB::upsBatteryTemperature (RFC 1628); NUT battery.temperature",
)

# --- transfer switch ----------------------------------------------------------------------
MAINS_FEEDS_LIVE = Quantity(
    "mains_feeds_live_count",
    "Feeds of the transfer switch that carry voltage within tolerance.",
    "PowerNet-MIB::atsStatusRedundancyState, atsStatusSelectedSource",
)

# --- names (DNS); the instance is the name asked ------------------------------------------
DNS_A_OVER_IPV4 = Quantity(
    "dns_a_over_ipv4", "The server answered A over IPv4.", "RFC 1035, query sent over IPv4"
)
DNS_A_OVER_IPV6 = Quantity(
    "dns_a_over_ipv6", "The server answered A over IPv6.", "RFC 1035, query sent over IPv6"
)
DNS_AAAA_OVER_IPV4 = Quantity(
    "dns_aaaa_over_ipv4", "The server answered AAAA over IPv4.", "RFC 3596, query sent over IPv4"
)
DNS_AAAA_OVER_IPV6 = Quantity(
    "dns_aaaa_over_ipv6", "The server answered AAAA over IPv6.", "RFC 3596, query sent over IPv6"
)

# --- web; the instance is the URL ---------------------------------------------------------
WEB_IPV6_ADDRESSES = Quantity(
    "web_ipv6_global_addresses_count",
    "Global AAAA addresses of the page's host.",
    "RFC 3596; global as in the IANA IPv6 special-purpose registry",
)
WEB_IPV6_OK = Quantity(
    "web_ipv6_ok",
    "The page answered over a socket forced to IPv6: status below 400, body not empty.",
    "RFC 9110 over AF_INET6, no fall-back to IPv4",
)
WEB_STATUS = Quantity("web_ipv6_status", "HTTP status over IPv6.", "RFC 9110 section 15")

# --- things behind an MQTT broker; the instance is the gateway or the meter ----------------
GATEWAY_HEARD = Quantity(
    "gateway_heard",
    "A live (not retained) message of the gateway arrived in this round.",
    "MQTT PUBLISH (OASIS MQTT 3.1.1 section 3.3), retain flag 0",
    event=True,
)
GATEWAY_LISTENED = Quantity(
    "gateway_listened_seconds",
    "How long this round listened to the broker: tells silence from not having listened.",
    "From the broker's acknowledgement of the subscription (OASIS MQTT 3.1.1 section 3.9)",
)
GATEWAY_OFFLINE = Quantity(
    "gateway_offline",
    "The gateway's last will says that it is gone.",
    "MQTT last will (OASIS MQTT 3.1.1 section 3.1.2.5)",
    event=True,
)
METER_VALUE = Quantity(
    "meter_value",
    "Counter of the meter, in the unit that the inventory gives it.",
    "MQTT payload, JSON field named by the inventory",
    event=True,
)

# --- wireless; the instance is the access point's name -------------------------------------
ACCESS_POINT_UP = Quantity(
    "wireless_access_point_up",
    "The controller lists the access point in normal state.",
    "CLI: Huawei 'display ap all'",
)
ACCESS_POINTS = Quantity(
    "wireless_access_points_count", "Access points the controller knows.", "CLI: access point list"
)
ACCESS_POINTS_UP = Quantity(
    "wireless_access_points_up_count", "Access points in normal state.", "CLI: access point list"
)
ACCESS_POINT_STATIONS = Quantity(
    "wireless_access_point_stations_count",
    "Stations associated with the access point now.",
    "CLI: access point list",
)

# --- other systems ------------------------------------------------------------------------
BACKUP_FINISHED = Quantity(
    "backup_finished_timestamp_seconds",
    "When the newest good backup of the data set ended, Unix time.",
    "HTTP JSON document of the backup system",
)

QUANTITIES: dict[str, Quantity] = {
    quantity.name: quantity for quantity in vars().values() if isinstance(quantity, Quantity)
}

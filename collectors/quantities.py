"""Every quantity that the collectors deliver, declared once: name, meaning, source."""

from collectors.device_quantities import DEVICE_QUANTITIES
from collectors.name_quantities import NAME_QUANTITIES
from collectors.network_quantities import NETWORK_QUANTITIES
from collectors.path.quantities import PATH_QUANTITIES
from collectors.portal_quantities import PORTAL_QUANTITIES
from collectors.reading import Quantity
from collectors.system_quantities import SYSTEM_QUANTITIES

# --- any device ---------------------------------------------------------------------------
DEVICE_UPTIME = Quantity(
    "device_uptime_seconds",
    "Time since the device, or its management agent, started.",
    "SNMPv2-MIB::sysUpTime (RFC 3418), in hundredths of a second",
)
DEVICE_ENGINE_BOOTS = Quantity(
    "device_engine_boots_count",
    "How often the device's SNMP engine has started since it was given its identity.",
    "SNMP-FRAMEWORK-MIB::snmpEngineBoots (RFC 3411)",
)
DEVICE_HOST_UPTIME = Quantity(
    "device_host_uptime_seconds",
    "Time since the whole host started, where it tells that apart from its agent.",
    "HOST-RESOURCES-MIB::hrSystemUptime (RFC 2790), in hundredths of a second",
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
INTERFACE_DISCONTINUITY = Quantity(
    "interface_counter_discontinuity_seconds",
    "The agent's uptime when the interface's counters last started anew.",
    "IF-MIB::ifCounterDiscontinuityTime (RFC 2863), in hundredths of a second",
)
INTERFACE_RECEIVE_DISCARDS = Quantity(
    "interface_receive_discards_total",
    "Packets received whole and thrown away, as for want of buffers.",
    "IF-MIB::ifInDiscards (RFC 2863)",
)
INTERFACE_TRANSMIT_DISCARDS = Quantity(
    "interface_transmit_discards_total",
    "Packets that were to be sent and were thrown away, as for want of buffers.",
    "IF-MIB::ifOutDiscards (RFC 2863)",
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
    "MAU-MIB::ifMauTypeListBits, ifMauAutoNegCapabilityBits (RFC 4836), values of IANA-MAU-MIB",
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
    "ENTITY-SENSOR-MIB::entPhySensorValue of type celsius (RFC 3433), else the maker's own",
)
HUMIDITY = Quantity(
    "humidity_ratio",
    "Relative humidity at a sensor, 0 to 1.",
    "ENTITY-SENSOR-MIB::entPhySensorValue of type percentRH (RFC 3433), else the maker's own",
)
CPU_UTILIZATION = Quantity(
    "cpu_utilization_ratio",
    "How busy a processor or board is, 0 to 1; the instance is its name.",
    "HOST-RESOURCES-MIB::hrProcessorLoad (RFC 2790), else the maker's own: hwEntityCpuUsage,"
    " hh3cEntityExtCpuUsage, ruijieCPUUtilization5Min, cpmCPUTotal5minRev, jnxOperatingCPU",
)
MEMORY_UTILIZATION = Quantity(
    "memory_utilization_ratio",
    "Share of a board's memory that is in use, 0 to 1; the instance is its name.",
    "HOST-RESOURCES-MIB::hrStorageUsed (RFC 2790), else the maker's own: hwEntityMemUsage,"
    " hh3cEntityExtMemUsage, ruijieMemoryPoolUtilization, ciscoMemoryPoolUsed, jnxOperatingBuffer",
)
POWER_SUPPLY_OK = Quantity(
    "power_supply_ok",
    "The power supply works; none where its bay is empty.",
    "the maker's own: hwEntityPwrState, hh3cEntityExtErrorStatus, ciscoEnvMonSupplyState,"
    " cefcFRUPowerOperStatus, hpicfSensorStatus, jnxOperatingState",
)
FAN_OK = Quantity(
    "fan_ok",
    "The fan works; none where its bay is empty.",
    "the maker's own: hwEntityFanState, hh3cEntityExtErrorStatus, ciscoEnvMonFanState,"
    " hpicfSensorStatus, jnxOperatingState",
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
UPS_DISAGREEMENT = Quantity(
    "ups_disagreement_info",
    "What the card's several MIBs say of one value, where that is not the same; the instance is the"
    " quantity's name, and the first of them is believed.",
    "UPS-MIB (RFC 1628) beside the maker's own",
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
UPS_BATTERY_REPLACED = Quantity(
    "ups_battery_replaced_timestamp_seconds",
    "The day on which the battery was last replaced, as the unit was told it: its start, Unix time."
    " None where nobody told it.",
    "the maker's own, such as PowerNet-MIB::upsBasicBatteryLastReplaceDate,"
    " XUPS-MIB::xupsBatteryLastReplacedDate; NUT battery.date, else battery.mfr.date: none is put"
    " in before it is made",
    past=True,
)
UPS_BATTERY_REPLACE_NEEDED = Quantity(
    "ups_battery_replace_needed",
    "The UPS asks for a new battery.",
    "the maker's own, such as PowerNet-MIB::upsAdvBatteryReplaceIndicator,"
    " MG-SNMP-UPS-MIB::upsmgBatteryReplacement; NUT ups.status RB",
)
UPS_TEST_PASSED = Quantity(
    "ups_test_passed",
    "The last self-test ended without a fault or a warning. None where there was none yet, where it"
    " runs, was broken off or is not known.",
    "UPS-MIB::upsTestResultsSummary (RFC 1628); the maker's own, such as"
    " PowerNet-MIB::upsAdvTestDiagnosticsResults; NUT ups.test.result",
)
UPS_TESTED = Quantity(
    "ups_test_timestamp_seconds",
    "The day of the last self-test: its start, Unix time.",
    "the maker's own, such as PowerNet-MIB::upsAdvTestLastDiagnosticsDate; NUT ups.test.date",
    past=True,
)

# --- transfer switch ----------------------------------------------------------------------
MAINS_FEEDS_LIVE = Quantity(
    "mains_feeds_live_count",
    "Feeds of the transfer switch that carry voltage within tolerance.",
    "PowerNet-MIB::atsStatusRedundancyState, atsStatusSelectedSource",
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
    "CLI: Huawei 'display ap all'; the controller's MIB, such as hwWlanIDIndexedApRunState",
)
ACCESS_POINTS = Quantity(
    "wireless_access_points_count",
    "Access points the controller knows.",
    "CLI: access point list; the controller's MIB, such as hwWlanApCount",
)
ACCESS_POINTS_UP = Quantity(
    "wireless_access_points_up_count",
    "Access points in normal state.",
    "CLI: access point list; the controller's MIB, such as hwWlanCurJointApNum",
)
ACCESS_POINT_STATIONS = Quantity(
    "wireless_access_point_stations_count",
    "Stations associated with the access point now.",
    "CLI: access point list; the controller's MIB, such as hh3cDot11CurrAPStationAssocCount",
)

# --- things; the instance is the thing's name -----------------------------------------------
THING_HEARD = Quantity(
    "thing_heard",
    "A live (not retained) message of the thing arrived in this round.",
    "MQTT PUBLISH (OASIS MQTT 3.1.1 section 3.3), retain flag 0; a pushed reading",
    event=True,
)
THING_LIVE = Quantity(
    "thing_live",
    "The thing answered, or its platform lists it as on line.",
    "ICMP Echo Reply (RFC 792, RFC 4443); PJLink POWR; HTTP JSON document of its platform",
)
THING_LAST_SEEN = Quantity(
    "thing_last_seen_timestamp_seconds",
    "When the thing was last seen alive, Unix time.",
    "HTTP JSON document of its platform; Prometheus: max_over_time",
)
THING_GAP = Quantity(
    "thing_message_gap_seconds",
    "Longest time between two messages of the thing in the last 24 hours, up to now.",
    "MQTT arrival times of its topic; Prometheus: max_over_time",
)
THING_DELAY = Quantity(
    "thing_message_delay_seconds",
    "95th percentile in 24 hours of arrival minus the time stamped by the thing.",
    "MQTT payload, JSON field named by the inventory, against arrival",
)
THING_MESSAGES_VALID = Quantity(
    "thing_messages_valid_ratio",
    "Share of the thing's messages in 24 hours that keep to its declared schema.",
    "MQTT payload against the schema named by the inventory",
)
BROKER_DROPPED = Quantity(
    "broker_messages_dropped_count",
    "Messages that the broker dropped in the last 24 hours.",
    "Mosquitto $SYS/broker/publish/messages/dropped; Prometheus: increase over 24 hours",
)
COMPUTERS_LIVE = Quantity(
    "computers_live_count",
    "Computers of the group that were seen in the last 30 days.",
    "Q-BRIDGE-MIB::dot1qTpFdbPort over 30 days; HTTP JSON document of the asset agent",
)

# --- technical rooms and archives; the instance is the sensor's name -------------------------
WATER_DRY = Quantity(
    "water_sensor_normal",
    "The leak sensor works and is dry.",
    "ENTITY-SENSOR-MIB::entPhySensorValue of type truthvalue (RFC 3433), or dry contact",
)
SMOKE_NORMAL = Quantity(
    "smoke_sensor_normal",
    "The smoke sensor or fire panel works and raises no alarm.",
    "ENTITY-SENSOR-MIB::entPhySensorValue of type truthvalue (RFC 3433), or dry contact",
)
DOOR_LIVE = Quantity(
    "door_controller_live",
    "The door's controller answered.",
    "ICMP Echo Reply (RFC 792); HTTP JSON document of the access platform",
)
AIR_QUALITY = Quantity(
    "air_particles_count",
    "Particles of 2.5 micrometres and less, in micrograms per cubic metre of air.",
    "MQTT payload, JSON field named by the inventory",
)
COOLING_NORMAL = Quantity(
    "cooling_unit_normal",
    "The air conditioner runs and raises no alarm.",
    "SNMP of the unit's management card, or dry contact",
)
RACKS_FREE = Quantity(
    "rack_units_free_ratio",
    "Free rack units over all rack units of the room.",
    "HTTP JSON document of the room's management platform",
)
ASSETS_KNOWN = Quantity(
    "room_assets_count",
    "Devices that the room's management platform lists.",
    "HTTP JSON document of the room's management platform",
)

# --- security devices -------------------------------------------------------------------------
SIGNATURES_UPDATED = Quantity(
    "signatures_updated_timestamp_seconds",
    "When the device's signatures were last brought up to date, Unix time.",
    "CLI of the device: version of its signature library; HTTP JSON of its console",
)

# --- paths; the instance is the test's name -----------------------------------------------------
PATH_ANSWERS = Quantity(
    "path_target_answers_ok",
    "The far address answered packets that left by the path under test.",
    "ICMP Echo Reply (RFC 792, RFC 4443) or TCP handshake, from a source bound to the path",
)
PATH_ROUND_TRIP = Quantity(
    "path_round_trip_seconds",
    "95th percentile in 24 hours of the time to the far address and back.",
    "ICMP Echo Reply (RFC 792, RFC 4443); Prometheus: quantile_over_time",
)
PATH_FAILOVER = Quantity(
    "path_failover_seconds",
    "Longest time in 30 days in which no circuit carried what any may carry, after one of them had"
    " fallen silent; 0 where none fell silent.",
    "ICMP Echo Reply (RFC 792, RFC 4443) or TCP handshake (RFC 9293); Prometheus: max_over_time",
)
PATH_IPV4 = Quantity(
    "path_ipv4_ok", "An address outside answered the host over IPv4.", "ICMP (RFC 792) or TCP"
)
PATH_IPV6 = Quantity(
    "path_ipv6_ok", "An address outside answered the host over IPv6.", "ICMPv6 (RFC 4443) or TCP"
)
FLOW_REFUSED = Quantity(
    "flow_refused_ok",
    "The forbidden connection did not come about, while a permitted one from there did.",
    "TCP handshake (RFC 9293) from the vantage; only with the school's written permission",
)
INTERFACE_BUSY = Quantity(
    "interface_busy_bits_per_second",
    "95th percentile in 7 days of 5-minute rates in school hours, of the busier direction.",
    "IF-MIB::ifHCInOctets, ifHCOutOctets (RFC 2863); Prometheus: quantile_over_time",
)

# --- topology; the instance is ifName, else the name of the VRF or the tunnel -------------------
LLDP_NEIGHBOR = Quantity(
    "lldp_neighbor",
    "Name that the neighbour on this port gives itself.",
    "LLDP-MIB::lldpRemSysName (IEEE 802.1AB); CISCO-CDP-MIB::cdpCacheDeviceId",
)
LLDP_NEIGHBOR_PORT = Quantity(
    "lldp_neighbor_port",
    "Port of the neighbour at the other end, as it names it.",
    "LLDP-MIB::lldpRemPortId (IEEE 802.1AB); CISCO-CDP-MIB::cdpCacheDevicePort",
)
STACK_MEMBERS = Quantity(
    "stack_members_count",
    "Chassis that act as one device.",
    "ENTITY-MIB::entPhysicalClass stack (RFC 6933); CLI: display irf, show switch virtual",
)
VRFS_UP = Quantity(
    "virtual_routers_up_count",
    "Virtual routing instances that are up.",
    "MPLS-L3VPN-STD-MIB::mplsL3VpnVrfOperStatus (RFC 4382); CLI: display ip vpn-instance",
)
VXLANS_UP = Quantity(
    "vxlan_tunnels_up_count", "VXLAN tunnels that are up.", "CLI: display vxlan tunnel"
)

# --- load of the wireless network; the instance is the access point's name, or "" ----------------
WIRELESS_TERMINAL_RATE = Quantity(
    "wireless_terminal_bits_per_second",
    "5th percentile over access points and busy hours of what a connected terminal may use.",
    "min(AP uplink, half of the radios' PHY rates) ÷ stations; Prometheus: quantile_over_time",
)
WIRELESS_USER_LIMIT = Quantity(
    "wireless_user_limit_bits_per_second",
    "Lowest rate limit that the controller sets for a user.",
    "CLI of the controller: traffic profile of each SSID",
)
ACCESS_POINT_BUSY_STATIONS = Quantity(
    "wireless_access_point_busy_stations_count",
    "95th percentile of the stations of the access point in school hours.",
    "controller's station table; Prometheus: quantile_over_time",
)
ACCESS_POINT_REFUSALS = Quantity(
    "wireless_access_point_refusals_count",
    "Associations refused for want of room in the last 24 hours.",
    "IEEE 802.11 status code 17; CLI of the controller",
)
ACCESS_POINT_CHANNEL_USE = Quantity(
    "wireless_channel_utilisation_ratio",
    "95th percentile in school hours of how busy the access point's channel is.",
    "controller's radio table, such as bsnAPIfLoadChannelUtilization; Prometheus",
)
ACCESS_POINT_NEIGHBOURS = Quantity(
    "wireless_co_channel_neighbours_count",
    "Radios of other rooms on the same 5 GHz channel that are heard above -75 dBm.",
    "CLI of the controller: neighbour table",
)
ACCESS_POINT_WEEK_STATIONS = Quantity(
    "wireless_access_point_week_stations_count",
    "Different stations that the access point carried in the last 7 days.",
    "controller's station table; HTTP JSON document; Prometheus",
)

# --- other systems ------------------------------------------------------------------------
BACKUP_FINISHED = Quantity(
    "backup_finished_timestamp_seconds",
    "When the newest good backup of the data set ended, Unix time.",
    "HTTP JSON document of the backup system",
)

QUANTITIES: dict[str, Quantity] = {
    quantity.name: quantity
    for quantity in (
        *vars().values(),
        *SYSTEM_QUANTITIES,
        *DEVICE_QUANTITIES,
        *NETWORK_QUANTITIES,
        *PORTAL_QUANTITIES,
        *NAME_QUANTITIES,
        *PATH_QUANTITIES,
    )
    if isinstance(quantity, Quantity)
}

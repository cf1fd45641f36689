"""Quantities of devices that are read by SNMP: what they are, wireless controllers, hosts."""

from collectors.reading import Quantity

# --- what the device is --------------------------------------------------------------------------
DEVICE_VENDOR = Quantity(
    "device_vendor_name",
    "Who made the device, as far as we know its maker.",
    "SNMPv2-MIB::sysObjectID, sysDescr (RFC 3418)",
)
DEVICE_MODEL = Quantity(
    "device_model_name",
    "The device's model, as it says itself.",
    "ENTITY-MIB::entPhysicalModelName (RFC 6933) of the chassis, else SNMPv2-MIB::sysDescr",
)
DEVICE_SOFTWARE = Quantity(
    "device_software_info",
    "Version of the device's software, as it says itself.",
    "SNMPv2-MIB::sysDescr (RFC 3418), else ENTITY-MIB::entPhysicalSoftwareRev (RFC 6933)",
)
DEVICE_SERIAL = Quantity(
    "device_serial_info",
    "Serial number of the chassis; of a stack, of its first member.",
    "ENTITY-MIB::entPhysicalSerialNum (RFC 6933)",
)

# --- wireless; the instance is the network's name (SSID), "" for all of the controller ----------
WIRELESS_STATIONS = Quantity(
    "wireless_stations_count",
    "Stations associated now: of the whole controller, and of each network (SSID).",
    "The controller's MIB, such as hwWlanCurAssocStaNum, hh3cDot11StationCurAssocSum",
)
WIRELESS_LICENSED = Quantity(
    "wireless_access_points_licensed_count",
    "Access points that the controller may serve at once, as it says itself.",
    "The controller's MIB, such as hwWlanAccessMaxApNumber, hh3cDot11MaxAPNumPermitted",
)
# --- the instance is the access point's name -----------------------------------------------------
WIRELESS_POINT_MODEL = Quantity(
    "wireless_access_point_model_info",
    "The access point's model, as its controller has it.",
    "The controller's MIB, such as hwWlanIDIndexedApTypeInfo, hh3cDot11CurrAPModelName",
)
WIRELESS_POINT_UPTIME = Quantity(
    "wireless_access_point_uptime_seconds",
    "How long ago the access point started; nothing of one that is off line.",
    "The controller's MIB, such as hwWlanIDIndexedApRunTime, cLApUpTime",
)
# --- the instance is the access point's name and the radio's number, "ap-1/0"; of an access point
# --- that is asked itself it is the radio alone --------------------------------------------------
WIRELESS_RADIO_STATIONS = Quantity(
    "wireless_radio_stations_count",
    "Stations associated with the radio now.",
    "The controller's MIB, such as hwWlanRadioOnlineStaCnt, hh3cDot11RadioStaCurAssocSum",
)
WIRELESS_CHANNEL = Quantity(
    "wireless_channel_number",
    "The channel on which the radio works now, by its number; nothing of a radio that is off.",
    "The controller's MIB, such as hwWlanRadioWorkingChannel, hh3cDot11Channel (IEEE 802.11)",
)
WIRELESS_NOISE = Quantity(
    "wireless_noise_dbm",
    "Noise on the radio's channel now; the nearer to 0, the worse.",
    "The controller's MIB, such as hwWlanRadioNoise, aiRadioNoiseFloor",
)
WIRELESS_CHANNEL_UTILIZATION = Quantity(
    "wireless_channel_utilization_ratio",
    "Share of the time in which the radio finds its channel busy now, 0 to 1.",
    "The controller's MIB, such as hwWlanRadioChUtilizationRate, hh3cDot11AirPrimChnlBusy",
)
# --- file systems of a host; the instance is the agent's description of it -----------------------
STORAGE_SIZE = Quantity(
    "storage_size_bytes",
    "Room of the file system.",
    "HOST-RESOURCES-MIB::hrStorageSize x hrStorageAllocationUnits (RFC 2790)",
)
STORAGE_USED = Quantity(
    "storage_used_bytes",
    "Room of the file system that is taken.",
    "HOST-RESOURCES-MIB::hrStorageUsed x hrStorageAllocationUnits (RFC 2790)",
)
STORAGE_USED_RATIO = Quantity(
    "storage_used_ratio",
    "Share of the file system that is taken, 0 to 1.",
    "HOST-RESOURCES-MIB::hrStorageUsed over hrStorageSize (RFC 2790)",
)

DEVICE_QUANTITIES = tuple(value for value in vars().values() if isinstance(value, Quantity))

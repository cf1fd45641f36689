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
# --- the instance is the access point's name and the radio's number, "ap-1/0" -------------------
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

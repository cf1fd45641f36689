"""Quantities of devices that are read by SNMP: wireless controllers, hosts."""

from collectors.reading import Quantity

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

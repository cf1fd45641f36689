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

DEVICE_QUANTITIES = tuple(value for value in vars().values() if isinstance(value, Quantity))

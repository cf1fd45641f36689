"""Which makers' wireless controllers and access points are asked; the first that answers is it."""

from collections.abc import Sequence

from collectors.reading import Columns, Reading
from collectors.snmp import (
    wlan_aruba,
    wlan_cisco,
    wlan_fortinet,
    wlan_grandstream,
    wlan_h3c,
    wlan_huawei,
    wlan_ieee80211,
    wlan_mikrotik,
    wlan_openwrt,
    wlan_ruckus,
    wlan_ruijie,
    wlan_unifi,
    wlan_zyxel,
)
from collectors.snmp.subject import Answers, Subject
from collectors.snmp.wlan import QUANTITIES, none_at_all, of_family
from collectors.snmp.wlan_family import Family

FAMILIES: tuple[Family, ...] = (
    wlan_huawei.FAMILY,
    *wlan_h3c.FAMILIES,
    wlan_ruijie.FAMILY,
    wlan_cisco.FAMILY,
    *wlan_aruba.FAMILIES,
    *wlan_ruckus.FAMILIES,
    wlan_fortinet.FAMILY,
    wlan_unifi.FAMILY,
    wlan_zyxel.FAMILY,
    wlan_grandstream.FAMILY,
    wlan_mikrotik.FAMILY,
    wlan_ieee80211.FAMILY,
)


def parse(answers: Answers) -> Sequence[Reading]:
    for family in FAMILIES:
        if family.answered(answers):
            return of_family(family, answers)
    return Columns.of([none_at_all(), wlan_openwrt.readings(answers)])


SUBJECT = Subject(
    "wlan",
    QUANTITIES,
    parse,
    scalars=tuple(oid for family in FAMILIES for oid in family.scalars),
    tables=(*(table for family in FAMILIES for table in family.tables), wlan_openwrt.TABLE),
)

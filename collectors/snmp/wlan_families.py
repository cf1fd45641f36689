"""Which makers' wireless controllers are asked; the first that answers is the one it is."""

from collections.abc import Sequence

from collectors.reading import Reading
from collectors.snmp import (
    wlan_aruba,
    wlan_cisco,
    wlan_fortinet,
    wlan_h3c,
    wlan_huawei,
    wlan_ruckus,
    wlan_ruijie,
    wlan_unifi,
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
)


def parse(answers: Answers) -> Sequence[Reading]:
    for family in FAMILIES:
        if family.answered(answers):
            return of_family(family, answers)
    return none_at_all()


SUBJECT = Subject(
    "wlan",
    QUANTITIES,
    parse,
    scalars=tuple(oid for family in FAMILIES for oid in family.scalars),
    tables=tuple(table for family in FAMILIES for table in family.tables),
)

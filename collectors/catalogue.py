"""All collectors, by the name that the inventory calls them."""

from collectors.json_document import JSON_DOCUMENT
from collectors.mqtt import MQTT
from collectors.names import NAMES
from collectors.path.collector import PATH
from collectors.portal.collector import PORTAL
from collectors.probe import Collector
from collectors.resolver import RESOLVER
from collectors.snmp.collector import SNMP
from collectors.ssh.collector import SSH
from collectors.ups import UPS
from collectors.web import WEB
from collectors.zone import ZONE

COLLECTORS: dict[str, Collector] = {
    collector.name: collector
    for collector in (
        SNMP,
        UPS,
        NAMES,
        RESOLVER,
        ZONE,
        WEB,
        PORTAL,
        PATH,
        JSON_DOCUMENT,
        MQTT,
        SSH,
    )
}

"""What of a recording is private, and where agents and upsd keep it: data only."""

import re
from enum import StrEnum

from sim.recordings.snmprec import Oid, oid_of


class Kind(StrEnum):
    """What is hidden, each kind in its own way."""

    SECRETS = "secrets"
    CONTACT = "contact"
    LOCATION = "location"
    ADDRESSES = "addresses"
    MACS = "macs"
    SERIALS = "serials"
    NAMES = "names"
    USERS = "users"
    SSIDS = "ssids"
    ENGINE_IDS = "engine_ids"


#: What stands in place of a text: the word, and which of its kind it is.
WORDS = {
    Kind.SECRETS: "secret",
    Kind.CONTACT: "contact",
    Kind.LOCATION: "location",
    Kind.SERIALS: "serial",
    Kind.NAMES: "device",
    Kind.USERS: "user",
    Kind.SSIDS: "ssid",
}

SYS_NAME = oid_of("1.3.6.1.2.1.1.5.0")

_COLUMNS = {
    Kind.SECRETS: """
        1.3.6.1.6.3.18.1.1.1.2          snmpCommunityName (RFC 3584)
        1.3.6.1.2.1.25.4.2.1.5          hrSWRunParameters: command lines hold passwords
        1.2.840.10036.1.3.1.1.2         dot11WEPDefaultKeyValue
    """,
    Kind.CONTACT: """
        1.3.6.1.2.1.1.4                 sysContact (RFC 3418)
    """,
    Kind.LOCATION: """
        1.3.6.1.2.1.1.6                 sysLocation
        1.3.6.1.4.1.14179.2.2.1.1.4     bsnAPLocation
        1.3.6.1.4.1.14823.2.2.1.5.2.1.4.1.7  wlanAPLocation
    """,
    Kind.SERIALS: """
        1.3.6.1.2.1.47.1.1.1.1.11       entPhysicalSerialNum (RFC 4133)
        1.3.6.1.2.1.47.1.1.1.1.15       entPhysicalAssetID
        1.3.6.1.2.1.47.1.1.1.1.19       entPhysicalUUID
        1.3.6.1.2.1.43.5.1.1.17         prtGeneralSerialNumber (RFC 3805)
        1.3.6.1.4.1.9.3.6.3             chassisId
        1.3.6.1.4.1.9.5.1.2.19          chassisSerialNumberString
        1.3.6.1.4.1.9.6.1.101.53.14.1.5 rlPhdUnitGenParamSerialNum
        1.3.6.1.4.1.11.2.36.1.1.2.9     hpHttpMgSerialNumber
        1.3.6.1.4.1.232.2.2.2.1         cpqSiSysSerialNum
        1.3.6.1.4.1.232.2.2.2.6         cpqSiAssetTag
        1.3.6.1.4.1.318.1.1.1.1.2.3     upsAdvIdentSerialNumber
        1.3.6.1.4.1.318.1.1.4.1.5       sPDUIdentSerialNumber
        1.3.6.1.4.1.318.1.1.8.1.6       atsIdentSerialNumber
        1.3.6.1.4.1.318.1.1.10.1.2.1.6  emIdentSerialNumber
        1.3.6.1.4.1.318.1.1.12.1.6      rPDUIdentSerialNumber
        1.3.6.1.4.1.318.1.1.26.2.1.9    rPDU2IdentSerialNumber
        1.3.6.1.4.1.674.10892.5.1.3.2   systemServiceTag, of iDRAC
        1.3.6.1.4.1.674.10892.5.1.3.3   systemExpressServiceCode
        1.3.6.1.4.1.674.10892.5.4.300.10.1.11  chassisServiceTagName
        1.3.6.1.4.1.674.10892.5.4.1100.50.1.23  memoryDeviceSerialNumberName
        1.3.6.1.4.1.674.10892.5.5.1.20.130.4.1.7  physicalDiskSerialNo
        1.3.6.1.4.1.705.1.1.7           upsmgIdentSerialNumber
        1.3.6.1.4.1.2636.3.1.3          jnxBoxSerialNo
        1.3.6.1.4.1.2636.3.1.8.1.7      jnxContentsSerialNo
        1.3.6.1.4.1.3808.1.1.1.1.2.3    upsAdvanceIdentSerialNumber
        1.3.6.1.4.1.4881.1.1.10.2.56.2.1.1.1.32  serial number of an access point (Ruijie)
        1.3.6.1.4.1.8741.2.1.1.2        snwlSysSerialNumber
        1.3.6.1.4.1.11863.6.1.1.8       tpSysInfoSerialNum
        1.3.6.1.4.1.12356.100.1.1.1     fnSysSerial
        1.3.6.1.4.1.13742.6.3.2.1.1.4   pduSerialNumber
        1.3.6.1.4.1.14179.1.1.1.4       agentInventorySerialNumber
        1.3.6.1.4.1.14179.2.2.1.1.17    bsnAPSerialNumber
        1.3.6.1.4.1.14823.2.2.1.1.1.12  wlsxSwitchLicenseSerialNumber
        1.3.6.1.4.1.14823.2.2.1.2.1.29  sysExtSerialNumber
        1.3.6.1.4.1.14823.2.2.1.5.2.1.4.1.6  wlanAPSerialNumber
        1.3.6.1.4.1.14823.2.3.3.1.2.1.1.4  aiAPSerialNum
        1.3.6.1.4.1.14988.1.1.7.3       mtxrSerialNumber
        1.3.6.1.4.1.25053.1.2.1.1.1.1.15  ruckusZDSystemSerialNumber
        1.3.6.1.4.1.25053.1.2.2.1.1.2.1.1.5  ruckusZDWLANAPSerialNumber
        1.3.6.1.4.1.25461.2.1.2.1.3     panSysSerialNumber
        1.3.6.1.4.1.2011.5.25.188.1.1   serial number of a chassis (Huawei)
    """,
    Kind.NAMES: """
        1.3.6.1.2.1.1.5                 sysName
        1.0.8802.1.1.2.1.3.3            lldpLocSysName (IEEE 802.1AB)
        1.0.8802.1.1.2.1.4.1.1.9        lldpRemSysName
        1.3.111.2.802.1.1.13.1.3.3      lldpV2LocSysName
        1.3.111.2.802.1.1.13.1.4.1.1.10 lldpV2RemSysName
        1.3.6.1.4.1.9.2.1.3             hostName (OLD-CISCO-SYS)
        1.3.6.1.4.1.9.9.23.1.2.1.1.6    cdpCacheDeviceId
        1.3.6.1.4.1.9.9.23.1.2.1.1.17   cdpCacheSysName
        1.3.6.1.4.1.9.9.23.1.3.4        cdpGlobalDeviceId
        1.3.6.1.4.1.9.9.513.1.1.1.1.5   cLApName
        1.3.6.1.4.1.318.1.1.1.1.1.2     upsBasicIdentName
        1.3.6.1.4.1.674.10892.5.1.3.1   systemFQDN, of iDRAC
        1.3.6.1.4.1.2011.6.139.13.3.3.1.4   hwWlanApName
        1.3.6.1.4.1.2011.6.139.13.3.10.1.5  hwWlanIDIndexedApName
        1.3.6.1.4.1.2011.10.2.75.2.1.1.1.2  hh3cDot11 name of an access point, old arc
        1.3.6.1.4.1.25506.2.75.2.1.1.1.2    the same, new arc
        1.3.6.1.4.1.4881.1.1.10.2.56.2.1.1.1.2  name of an access point (Ruijie)
        1.3.6.1.4.1.14179.2.2.1.1.3     bsnAPName
        1.3.6.1.4.1.14823.2.2.1.5.2.1.4.1.3  wlanAPName
        1.3.6.1.4.1.14823.2.3.3.1.2.1.1.2    aiAPName
        1.3.6.1.4.1.25053.1.2.2.1.1.2.1.1.2  ruckusZDWLANAPDescription
    """,
    Kind.USERS: """
        1.3.6.1.6.3.12.1.3.1.4          snmpTargetParamsSecurityName (RFC 3413)
        1.3.6.1.6.3.15.1.2.2.1.3        usmUserSecurityName (RFC 3414)
        1.3.6.1.6.3.16.1.2.1.3          vacmGroupName (RFC 3415): net-snmp names it by the user
        1.3.6.1.6.3.18.1.1.1.3          snmpCommunitySecurityName
        1.3.6.1.4.1.77.1.2.25.1.1       svUserName (LAN Manager)
        1.3.6.1.4.1.14179.2.1.4.1.3     bsnMobileStationUserName
        1.3.6.1.4.1.14823.2.2.1.4.1.2.1.3  nUserName
    """,
    Kind.SSIDS: """
        1.2.840.10036.1.1.1.9           dot11DesiredSSID (IEEE 802.11)
        1.3.6.1.4.1.9.9.512.1.1.1.1.4   cLWlanSsid
        1.3.6.1.4.1.2011.10.2.75.2.1.7.1.2  hh3cDot11 SSID, old arc
        1.3.6.1.4.1.25506.2.75.2.1.7.1.2    the same, new arc
        1.3.6.1.4.1.14179.2.1.1.1.2     bsnDot11EssSsid
        1.3.6.1.4.1.14179.2.1.4.1.7     bsnMobileStationSsid
        1.3.6.1.4.1.14823.2.3.3.1.1.7.1.2   aiSSID
        1.3.6.1.4.1.14988.1.1.1.3.1.4   mtxrWlApSsid
        1.3.6.1.4.1.25053.1.2.2.1.1.1.1.1.1  ruckusZDWLANSSID
        1.3.6.1.4.1.25053.1.4.2.1.1.1.2.1.1.8  name of a WLAN (SmartZone)
        1.3.6.1.4.1.41112.1.6.1.2.1.6   unifiVapEssId
    """,
    Kind.MACS: """
        1.3.6.1.2.1.2.2.1.6             ifPhysAddress (RFC 2863)
        1.3.6.1.2.1.4.22.1.2            ipNetToMediaPhysAddress
        1.3.6.1.2.1.4.35.1.4            ipNetToPhysicalPhysAddress (RFC 4293)
        1.3.6.1.2.1.17.1.1              dot1dBaseBridgeAddress (RFC 4188)
        1.3.6.1.2.1.17.4.3.1.1          dot1dTpFdbAddress
        1.0.8802.1.1.2.1.3.2            lldpLocChassisId
        1.0.8802.1.1.2.1.4.1.1.5        lldpRemChassisId
    """,
    Kind.ADDRESSES: """
        1.3.6.1.6.3.12.1.2.1.3          snmpTargetAddrTAddress: the port comes last
        1.3.6.1.4.1.9.9.23.1.2.1.1.4    cdpCacheAddress
        1.3.6.1.4.1.9.9.599.1.3.1.1.10  cldcClientIPAddress
    """,
    Kind.ENGINE_IDS: """
        1.3.6.1.6.3.10.2.1.1            snmpEngineID (RFC 3411)
        1.3.6.1.6.3.18.1.1.1.4          snmpCommunityContextEngineID
    """,
}
#: Objects and columns, without the instance.
COLUMNS: dict[Oid, Kind] = {
    oid_of(line.split()[0]): kind
    for kind, lines in _COLUMNS.items()
    for line in lines.split("\n")
    if line.strip()
}

#: Tables whose index is a text of this kind; of others a text in the index is a name.
INDEX_KINDS: dict[Oid, Kind] = {
    oid_of("1.3.6.1.6.3.15.1.2.2.1"): Kind.USERS,  # usmUserTable
    oid_of("1.3.6.1.6.3.16.1.2.1"): Kind.USERS,  # vacmSecurityToGroupTable (RFC 3415)
    oid_of("1.3.6.1.6.3.18.1.1.1"): Kind.SECRETS,  # snmpCommunityTable
    oid_of("1.3.6.1.4.1.77.1.2.25.1"): Kind.USERS,  # svUserTable
    oid_of("1.3.6.1.4.1.2011.6.139.17.1.2.1"): Kind.SSIDS,  # hwWlanSsid…
    oid_of("1.3.6.1.4.1.2011.10.2.75.2.1"): Kind.SERIALS,  # hh3cDot11AP…, by serial number
    oid_of("1.3.6.1.4.1.25506.2.75.2.1"): Kind.SERIALS,
}

#: A tree whose index is the name of a script, which nobody hides: nsExtend of net-snmp.
SCRIPTS = oid_of("1.3.6.1.4.1.8072.1.3.2")

#: Tables whose index is one text to the end, without its length (IMPLIED, RFC 2578).
IMPLIED: frozenset[Oid] = frozenset(
    map(
        oid_of,
        (
            "1.3.6.1.6.3.12.1.2.1",  # snmpTargetAddrTable (RFC 3413)
            "1.3.6.1.6.3.12.1.3.1",  # snmpTargetParamsTable
            "1.3.6.1.6.3.13.1.1.1",  # snmpNotifyTable
            "1.3.6.1.6.3.13.1.2.1",  # snmpNotifyFilterProfileTable
            "1.3.6.1.6.3.18.1.1.1",  # snmpCommunityTable (RFC 3584)
        ),
    )
)

#: Rows of tables, and where in their index addresses stand: offset behind the column, octets.
_INDEXED = """
    1.3.6.1.2.1.3.1.1           2.4          atTable
    1.3.6.1.2.1.4.20.1          0.4          ipAddrTable (RFC 1213)
    1.3.6.1.2.1.4.21.1          0.4          ipRouteTable
    1.3.6.1.2.1.4.22.1          1.4          ipNetToMediaTable
    1.3.6.1.2.1.4.24.4.1        0.4 9.4      ipCidrRouteTable (RFC 2096)
    1.3.6.1.2.1.6.13.1          0.4 5.4      tcpConnTable
    1.3.6.1.2.1.7.5.1           0.4          udpTable
    1.3.6.1.2.1.14.2.1          0.4          ospfAreaTable (RFC 4750)
    1.3.6.1.2.1.14.7.1          0.4          ospfIfTable
    1.3.6.1.2.1.14.10.1         0.4          ospfNbrTable
    1.3.6.1.2.1.15.3.1          0.4          bgpPeerTable (RFC 4273)
    1.3.6.1.2.1.17.4.3.1        0.6          dot1dTpFdbTable (RFC 4188)
    1.3.6.1.2.1.17.7.1.2.2.1    1.6          dot1qTpFdbTable (RFC 4363)
    1.3.6.1.2.1.55.1.8.1        1.16         ipv6AddrTable (RFC 2465)
    1.3.6.1.2.1.55.1.12.1       1.16         ipv6NetToMediaTable
    1.3.6.1.4.1.9.9.513.1.1.1.1         0.6  cLApTable
    1.3.6.1.4.1.9.9.513.1.2.1.1         0.6  cLApDot11IfTable
    1.3.6.1.4.1.9.9.599.1.3.1.1         0.6  cldcClientTable
    1.3.6.1.4.1.2011.6.139.13.3.3.1     0.6  hwWlanApTable
    1.3.6.1.4.1.2011.6.139.16.1.2.1     0.6  hwWlanRadioInfoTable
    1.3.6.1.4.1.4881.1.1.10.2.56.2.1.1.1  0.6  access points of Ruijie
    1.3.6.1.4.1.14179.2.1.4.1           0.6  bsnMobileStationTable
    1.3.6.1.4.1.14179.2.2.1.1           0.6  bsnAPTable
    1.3.6.1.4.1.14179.2.2.2.1           0.6  bsnAPIfTable
    1.3.6.1.4.1.14179.2.2.13.1          0.6  bsnAPIfLoadParametersTable
    1.3.6.1.4.1.14823.2.2.1.4.1.2.1     0.6 6.4  nUserTable
    1.3.6.1.4.1.14823.2.2.1.5.2.1.4.1   0.6  wlanAPTable
    1.3.6.1.4.1.14823.2.2.1.5.2.1.5.1   0.6  wlanAPRadioTable
    1.3.6.1.4.1.14823.2.2.1.5.2.1.7.1   0.6  wlanAPBssidTable
    1.3.6.1.4.1.14823.2.3.3.1.2.1.1     0.6  aiAccessPointTable
    1.3.6.1.4.1.14823.2.3.3.1.2.2.1     0.6  aiRadioTable
    1.3.6.1.4.1.25053.1.2.2.1.1.2.1.1   0.6  ruckusZDWLANAPTable
    1.3.6.1.4.1.25053.1.4.2.1.1.2.1.1   0.6  ruckusSZAPTable
"""
INDEXED: dict[Oid, list[tuple[int, int]]] = {
    oid_of(table): [(int(it[1]), int(it[2])) for it in re.finditer(r"\b(\d+)\.(\d+)\b", rest)]
    for table, _, rest in (line.strip().partition(" ") for line in _INDEXED.strip().split("\n"))
}

#: Columns of bits and of versions, which look like addresses.
NO_ADDRESSES: frozenset[Oid] = frozenset(
    map(
        oid_of,
        (
            "1.3.6.1.2.1.17.7.1.4.2.1.4",  # dot1qVlanCurrentEgressPorts
            "1.3.6.1.2.1.17.7.1.4.2.1.5",  # dot1qVlanCurrentUntaggedPorts
            "1.3.6.1.2.1.17.7.1.4.3.1.2",  # dot1qVlanStaticEgressPorts
            "1.3.6.1.2.1.17.7.1.4.3.1.3",  # dot1qVlanForbiddenEgressPorts
            "1.3.6.1.2.1.17.7.1.4.3.1.4",  # dot1qVlanStaticUntaggedPorts
            "1.3.6.1.2.1.47.1.1.1.1.8",  # entPhysicalHardwareRev
            "1.3.6.1.2.1.47.1.1.1.1.9",  # entPhysicalFirmwareRev
            "1.3.6.1.2.1.47.1.1.1.1.10",  # entPhysicalSoftwareRev
            "1.3.6.1.4.1.14179.1.1.1.14",  # agentInventoryProductVersion
        ),
    )
)

#: Names that devices come with, and words for none, say nothing of who has them.
_FACTORY_NAMES = """
    ap ac cisco device fortigate generic h3c hp hpe huawei juniper linux localhost mikrotik
    openwrt quidway router ruckus ruijie switch sw system ubnt unknown ups
    n/a none null default <private>
"""
FACTORY_NAMES = frozenset(_FACTORY_NAMES.split())

#: Words of a text behind which something private stands.
PHRASES = {
    Kind.SERIALS: re.compile(
        r"\b(?:s/?n|serial(?: ?(?:number|num|no))?)\b\.?[ \t]*[:#=]?[ \t]*"
        r"((?=[A-Z-]*[0-9])[A-Z0-9][A-Z0-9-]{5,})",
        re.ASCII | re.IGNORECASE,
    ),
    Kind.SECRETS: re.compile(
        r"(?:\b(?:community|password|passwd|passphrase|psk|secret)\b[ \t]*(?:\bis\b|[:=])[ \t]*"
        r"|\bsnmp-server community[ \t]+)([^\s\"',;]{3,})",
        re.ASCII | re.IGNORECASE,
    ),
    # as net-snmp describes a host, by uname
    Kind.NAMES: re.compile(r"^(?:Linux|FreeBSD|Darwin|SunOS) (\S+) (?=\d+\.\d)"),
    Kind.CONTACT: re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)", re.ASCII),
}

#: The ends of the names of NUT's variables (nut-names.txt), and what such a variable tells.
NUT_ENDINGS = {
    ".serial": Kind.SERIALS,
    ".contact": Kind.CONTACT,
    ".location": Kind.LOCATION,
    "ups.id": Kind.NAMES,
    ".parameter.community": Kind.SECRETS,
    ".parameter.authPassword": Kind.SECRETS,
    ".parameter.privPassword": Kind.SECRETS,
    ".parameter.password": Kind.SECRETS,
    ".parameter.secName": Kind.USERS,
    ".parameter.login": Kind.USERS,
    ".parameter.username": Kind.USERS,
}

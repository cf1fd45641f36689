"""Quantities of switches and routers beyond the plain port: what they bundle, share and divide."""

from collectors.reading import Quantity

# --- aggregates of ports; the instance is the aggregate's ifName, else its ifDescr ----------------
AGGREGATE_MEMBERS = Quantity(
    "aggregate_members_count",
    "Ports that belong to the aggregate, whether they work or not.",
    "IEEE8023-LAG-MIB::dot3adAggPortAttachedAggID, dot3adAggPortSelectedAggID (IEEE 802.1AX);"
    " IF-MIB::ifStackStatus (RFC 2863)",
)
AGGREGATE_MEMBERS_UP = Quantity(
    "aggregate_members_up_count",
    "Ports of the aggregate that carry its traffic.",
    "IEEE8023-LAG-MIB::dot3adAggPortActorOperState: synchronised, collecting and distributing"
    " (IEEE 802.1AX); of a port without one IF-MIB::ifOperStatus (RFC 2863)",
)

# --- a gateway that several routers stand for; the instance is its interface and number, "Vlan10/1"
# --- or "Vlan10/1/ipv6" --------------------------------------------------------------------------
GATEWAY_STATE = Quantity(
    "gateway_redundancy_state_info",
    "Part that this router plays: initialize, backup or master (VRRP); initial, learn, listen,"
    " speak, standby or active (HSRP).",
    "VRRPV3-MIB::vrrpv3OperationsStatus (RFC 6527), else VRRP-MIB::vrrpOperState (RFC 2787);"
    " CISCO-HSRP-MIB::cHsrpGrpStandbyState",
)
GATEWAY_UP = Quantity(
    "gateway_redundancy_up",
    "This router is the gateway, or stands ready to become it.",
    "the state: master or backup, active or standby",
)

# --- stacks; the instance is the member's number --------------------------------------------------
STACK_MEMBER_ROLE = Quantity(
    "stack_member_role_info",
    "Part that the member plays: master, standby, slave, or what its maker calls it.",
    "the maker's own: CISCO-STACKWISE-MIB::cswSwitchRole, HUAWEI-STACK-MIB::hwMemberStackRole,"
    " hwCssMemberRole, HH3C-STACK-MIB::hh3cStackBoardRole, RUIJIE-VSU-MIB::ruijieVsuDeviceRole,"
    " JUNIPER-VIRTUALCHASSIS-MIB::jnxVirtualChassisMemberRole",
)
STACK_MEMBER_OK = Quantity(
    "stack_member_ok",
    "The member takes part in the stack.",
    "the maker's own: CISCO-STACKWISE-MIB::cswSwitchState, HH3C-STACK-MIB::hh3cStackBoardRole,"
    " RUIJIE-VSU-MIB::ruijieVsuDeviceStatus",
)

# --- VLANs; the instance is the VLAN's number -----------------------------------------------------
VLAN_NAME = Quantity(
    "vlan_name", "The operator's name for the VLAN.", "Q-BRIDGE-MIB::dot1qVlanStaticName (RFC 4363)"
)
VLAN_PORTS = Quantity(
    "vlan_ports_count",
    "Ports that carry the VLAN now, tagged or not.",
    "Q-BRIDGE-MIB::dot1qVlanCurrentEgressPorts, else dot1qVlanStaticEgressPorts (RFC 4363), of"
    " ports that BRIDGE-MIB::dot1dBasePortIfIndex knows (RFC 4188)",
)
# --- the instance is ifName, else ifDescr ---------------------------------------------------------
INTERFACE_VLAN = Quantity(
    "interface_untagged_vlan_info",
    "Number of the VLAN that frames without a tag belong to (PVID).",
    "Q-BRIDGE-MIB::dot1qPvid (RFC 4363)",
)

NETWORK_QUANTITIES = tuple(value for value in vars().values() if isinstance(value, Quantity))

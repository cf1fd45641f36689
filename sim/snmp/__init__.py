"""SNMP agents of emulated switches, UPS and transfer switches: own BER, USM and MIBs."""

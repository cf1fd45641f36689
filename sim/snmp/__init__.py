"""SNMP agents of emulated switches, UPS and transfer switches, on pysnmp's engine."""

"""The SNMP collector: subjects from plain values, walks against scripted agents."""

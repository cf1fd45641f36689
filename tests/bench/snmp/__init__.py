"""What it costs to read switches by SNMP, beside Prometheus' snmp_exporter."""

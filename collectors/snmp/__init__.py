"""What an SNMP agent says: sessions and walks, and one module per subject."""

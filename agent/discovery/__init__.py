"""Looking for devices that the inventory does not have: find, follow, propose."""

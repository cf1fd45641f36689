"""What the devices say: one module per protocol, nothing about standards."""

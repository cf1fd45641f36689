"""What a transition says to people on duty, one module per form of receiver."""

"""What survives a restart: verdict transitions, the notices they cause, and what people signed."""

"""What survives a restart: verdict transitions, and the notices they cause."""

"""When things happen and what survives a restart: configuration, schedule, store, HTTP, commands."""

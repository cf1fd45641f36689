"""When things happen and what survives a restart: settings, schedule, store, HTTP, commands."""

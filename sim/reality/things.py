"""Things in rooms and places."""

"""Cameras, security devices and forbidden ways."""

"""What the platforms of the campus tell, as it is now."""

from sim.campus import Campus


def told(campus: Campus, target: str, quantity: str, instance: str = "") -> object:
    """Of a platform's own things, or of a device that one speaks of. Of a moment how many seconds
    ago it was when it was told. None where no platform knows it."""
    found = campus.scenario.devices.told.get((target, quantity, instance))
    if found is None:
        return None
    platform, known = found
    return campus.now(platform, known.path, known.value)


def age(campus: Campus, target: str, quantity: str, instance: str = "") -> float | None:
    """Of a moment, how many seconds ago it was, now."""
    found = campus.scenario.devices.told.get((target, quantity, instance))
    seconds = told(campus, target, quantity, instance)
    if found is None or not isinstance(seconds, int | float):
        return None
    platform, known = found
    return seconds if known.follows else seconds + campus.seconds_since(platform, known.path)

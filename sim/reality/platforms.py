"""What the platforms of the campus tell, as it is now."""

from sim.campus import Campus
from sim.scenario import Known


def told(campus: Campus, target: str, quantity: str, instance: str = "") -> object:
    """Of a platform's own things, or of a device that one speaks of. Of a moment how many seconds
    ago it was when it was told. None where no platform knows it."""
    found = _found(campus, target, quantity, instance)
    if found is None:
        return None
    platform, known = found
    return campus.now(platform, known.path, known.value)


def age(campus: Campus, target: str, quantity: str, instance: str = "") -> float | None:
    """Of a moment, how many seconds ago it was, now."""
    found = _found(campus, target, quantity, instance)
    seconds = told(campus, target, quantity, instance)
    if found is None or not isinstance(seconds, int | float):
        return None
    platform, known = found
    return seconds + campus.seconds_since(platform, known.path)


def told_at(campus: Campus, name: str, path: str) -> Known:
    """Raises KeyError where the platform knows nothing of the kind."""
    for platform in campus.scenario.devices.platforms:
        if platform.name == name:
            for known in platform.readings:
                if path == known.path:
                    return known
    raise KeyError(path)


def _found(campus: Campus, target: str, quantity: str, instance: str) -> tuple[str, Known] | None:
    for platform in campus.scenario.devices.platforms:
        for known in platform.readings:
            about = known.about or platform.name
            if (about, known.quantity, known.instance) == (target, quantity, instance):
                return platform.name, known
    return None

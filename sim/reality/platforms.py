"""What the platforms of the campus tell, as it is now."""

from sim.campus import Campus
from sim.scenario import Known


def told(campus: Campus, target: str, quantity: str, instance: str = "") -> object:
    """The value; of a moment how many seconds ago it was when it was told. None where the platform
    does not know it."""
    path = f"readings.{quantity}.{instance}"
    try:
        known = told_by(campus, target, path)
    except KeyError:
        return None
    return campus.now(target, path, known.value)


def age(campus: Campus, target: str, quantity: str, instance: str = "") -> float | None:
    """Of a moment, how many seconds ago it was, now."""
    seconds = told(campus, target, quantity, instance)
    if not isinstance(seconds, int | float):
        return None
    path = f"readings.{quantity}.{instance}"
    if told_by(campus, target, path).follows:
        return seconds
    return seconds + campus.seconds_since(target, path)


def told_by(campus: Campus, target: str, path: str) -> Known:
    """Raises KeyError where the platform knows nothing of the kind."""
    for platform in campus.scenario.devices.platforms:
        if platform.name == target:
            for known in platform.readings:
                if path == f"readings.{known.quantity}.{known.instance}":
                    return known
    raise KeyError(path)

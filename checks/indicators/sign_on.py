"""Sign-on and transport: one login for all systems, and nothing readable on the way."""

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.direct import by_ref, stated, unnamed, unsaid, untold
from checks.indicators.evidence import not_listed, read
from checks.indicators.interfaces import true
from checks.indicators.members import Member, count, share
from checks.indicators.services import is_application, labels
from checks.indicators.wording import duration
from checks.readings import Gap, Readings
from checks.systems import System, SystemKind
from checks.verdict import Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.system_quantities import (
    CERTIFICATE_EXPIRES,
    CERTIFICATE_VALID,
    CLEAR_TEXT_LOGINS,
    IDENTITY_MECHANISM,
    SYSTEM_SIGN_ON,
    TRANSPORT_OK,
)

SIGN_ON = "systems_single_sign_on_ratio"
MECHANISMS = "identity_mechanisms_answering_count"
CERTIFICATE = "certificate_remaining_seconds"
ENCRYPTED = "system_encrypted_ok"
CERTIFIED = "system_encrypted_and_certified_ok"

#: Nobody signs on to these by a ticket.
OPEN = (SystemKind.IDENTITY, SystemKind.SITE, SystemKind.LIVE_STREAM)


def sign_on(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of applications into which the ticket of the identity service leads; sites that
    anybody may read, and the service itself, are none."""
    if not campus.systems:
        return [not_listed(SIGN_ON, "systems", campus.systems)]
    members = [
        _signs_on(system, readings)
        for system in campus.systems
        if is_application(system) and system.kind not in OPEN
    ]
    subject = Subject("systems", "all")
    if not members:
        detail = "the inventory lists no application beside the identity service"
        return [unsaid(SIGN_ON, subject, "systems", detail)]
    return [share(SIGN_ON, subject, members, "systems on single sign-on", Grade.DECLARED)]


def _signs_on(system: System, readings: Readings) -> Member:
    if system.sign_on is None:
        return unnamed(system.name, "systems.sign_on", "sign-on test")
    return stated(system.name, by_ref(readings, SYSTEM_SIGN_ON, system.sign_on))


def mechanisms(campus: Campus, readings: Readings) -> list[Measured]:
    """Per identity service, how many authentication mechanisms answer."""
    if not campus.systems:
        return [not_listed(MECHANISMS, "systems", campus.systems)]
    services = [system for system in campus.systems if system.kind is SystemKind.IDENTITY]
    if not services:
        subject = Subject("system", SystemKind.IDENTITY.value)
        detail = "the inventory lists no identity service"
        return [unsaid(MECHANISMS, subject, "systems", detail)]
    return [_mechanisms(system, readings) for system in services]


def _mechanisms(system: System, readings: Readings) -> Measured:
    subject = Subject("system", system.name, labels(system))
    if system.inside is None:
        detail = f"the inventory names no test of {system.name} from inside"
        return unsaid(MECHANISMS, subject, "systems.inside", detail)
    founds = readings.all(IDENTITY_MECHANISM, system.inside.target)
    if not founds:
        found = readings.find(IDENTITY_MECHANISM, system.inside.target)
        cause = found.cause if isinstance(found, Gap) else _told_of_none(system)
        return untold(MECHANISMS, subject, cause, found)
    members = [stated(name, found) for name, found in founds.items()]
    return count(MECHANISMS, subject, members, "mechanisms answer", Grade.REPORTED)


def _told_of_none(system: System) -> Cause:
    return Cause(CauseKind.ABSENT, f"the test of {system.name} told of no mechanism")


def certificates(campus: Campus, readings: Readings) -> list[Measured]:
    """Per system, how long its certificate stays valid; 0 where nobody ought to trust it."""
    if not campus.systems:
        return [not_listed(CERTIFICATE, "systems", campus.systems)]
    return [_certificate(system, readings) for system in campus.systems]


def _certificate(system: System, readings: Readings) -> Measured:
    subject = Subject("system", system.name, labels(system))
    if system.transport is None:
        detail = f"the inventory names no TLS test of {system.name}"
        return unsaid(CERTIFICATE, subject, "systems.transport", detail)
    valid = by_ref(readings, CERTIFICATE_VALID, system.transport)
    expires = by_ref(readings, CERTIFICATE_EXPIRES, system.transport)
    evidence = (read(valid), read(expires))
    if isinstance(valid, Gap):
        return untold(CERTIFICATE, subject, valid.cause, valid, expires)
    if not true(valid):
        arithmetic = "0 s: the certificate is not of this name, or of no trusted authority"
        return Measured(CERTIFICATE, subject, 0.0, None, evidence, arithmetic=arithmetic)
    if isinstance(expires, Gap):
        return untold(CERTIFICATE, subject, expires.cause, valid, expires)
    value = max(expires.number - readings.at.timestamp(), 0.0)
    now = f"{readings.at:%Y-%m-%d %H:%M:%S} UTC"
    arithmetic = f"{expires.number:.0f} (Unix) − {now} = {duration(value)}"
    return Measured(CERTIFICATE, subject, value, None, evidence, arithmetic=arithmetic)


def encrypted(campus: Campus, readings: Readings) -> list[Measured]:
    """Per system, 1 while it speaks TLS 1.2 or newer only and offers no login in clear text."""
    if not campus.systems:
        return [not_listed(ENCRYPTED, "systems", campus.systems)]
    return [_encrypted(system, readings) for system in campus.systems]


def _encrypted(system: System, readings: Readings) -> Measured:
    subject = Subject("system", system.name, labels(system))
    if system.transport is None:
        detail = f"the inventory names no TLS test of {system.name}"
        return unsaid(ENCRYPTED, subject, "systems.transport", detail)
    modern = by_ref(readings, TRANSPORT_OK, system.transport)
    clear = by_ref(readings, CLEAR_TEXT_LOGINS, system.transport)
    evidence = (read(modern), read(clear))
    old = not isinstance(modern, Gap) and not true(modern)
    readable = not isinstance(clear, Gap) and clear.number > 0
    if old or readable:  # one that is wrong decides, whatever the other would have said
        why = "older TLS or none" if old else "a login in clear text"
        return Measured(ENCRYPTED, subject, 0.0, None, evidence, arithmetic=f"0: {why}")
    for found in (modern, clear):
        if isinstance(found, Gap):
            return untold(ENCRYPTED, subject, found.cause, modern, clear)
    arithmetic = "1: TLS 1.2 or newer, and no login in clear text"
    return Measured(ENCRYPTED, subject, 1.0, None, evidence, arithmetic=arithmetic)


def certified(campus: Campus, readings: Readings) -> list[Measured]:
    """Per system, 1 while it is encrypted and its certificate is one to trust today."""
    if not campus.systems:
        return [not_listed(CERTIFIED, "systems", campus.systems)]
    return [_certified(system, readings) for system in campus.systems]


def _certified(system: System, readings: Readings) -> Measured:
    parts = (_encrypted(system, readings), _certificate(system, readings))
    subject = parts[0].subject
    evidence = tuple(piece for part in parts for piece in part.evidence)
    for part in parts:
        if part.value == 0:  # one that is wrong decides, whatever the other would have said
            arithmetic = f"0: {part.arithmetic.removeprefix('0: ')}"
            return Measured(CERTIFIED, subject, 0.0, None, evidence, arithmetic=arithmetic)
    for part in parts:
        if part.why_not is not None:
            return Measured(CERTIFIED, subject, None, part.why_not, evidence, Coverage(0, 1))
    arithmetic = "1: TLS 1.2 or newer, no login in clear text, and a certificate that is valid now"
    return Measured(CERTIFIED, subject, 1.0, None, evidence, arithmetic=arithmetic)


INDICATORS = (
    Indicator(
        SIGN_ON,
        "Share of applications that take the identity service's ticket.",
        "applications signed in by the ticket ÷ applications with a sign-on of their own",
        "1",
        "systems",
        (SYSTEM_SIGN_ON,),
        ("systems",),
        sign_on,
    ),
    Indicator(
        MECHANISMS,
        "Authentication mechanisms that the identity service offers.",
        "mechanisms that answer",
        "",
        "system",
        (IDENTITY_MECHANISM,),
        ("systems",),
        mechanisms,
    ),
    Indicator(
        CERTIFICATE,
        "How long the certificate that a system presents stays valid.",
        "end of validity − now; 0 for one that is not to be trusted",
        "s",
        "system",
        (CERTIFICATE_VALID, CERTIFICATE_EXPIRES),
        ("systems",),
        certificates,
    ),
    Indicator(
        ENCRYPTED,
        "A system can be used over good encryption only.",
        "1 while TLS is 1.2 or newer and no login is in clear text, else 0",
        "",
        "system",
        (TRANSPORT_OK, CLEAR_TEXT_LOGINS),
        ("systems",),
        encrypted,
    ),
    Indicator(
        CERTIFIED,
        "A system can be used over good encryption only, and proves whose it is.",
        "1 while TLS is 1.2 or newer, no login in clear text, and the certificate valid, else 0",
        "",
        "system",
        (TRANSPORT_OK, CLEAR_TEXT_LOGINS, CERTIFICATE_VALID, CERTIFICATE_EXPIRES),
        ("systems",),
        certified,
    ),
)

"""Twelve secrets and one more, and a configuration that has a place for each of them."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from sim.campus import Campus
from sim.composition import COMMUNITY, KEYS, LOGIN
from sim.inventory import SECRET_MODE, dump
from sim.webhook_receiver import WebhookReceiver

#: So that minutes are seconds, and the one that never listens does not take all the time.
NOTICES = {"retry_waits_seconds": [0.2, 1, 5], "retry_after_at_most_seconds": 0.1}
TELL_SECONDS = 1.5

#: No place but the file that names one may have it.
CANARIES = (
    COMMUNITY, KEYS.auth_key, KEYS.privacy_key, LOGIN.password,
    *(f"canary-{what}-{number:04x}-zxqv" for number, what in enumerate((
        "duty-token", "chat-token", "chat-password", "dead-token", "nut-password",
        "mqtt-password", "ghost-community", "ghost-auth", "ghost-privacy"), 0xA11CE)),
)  # fmt: skip
DUTY, CHAT, CHAT_PASSWORD, DEAD, NUT, MQTT, GHOST, GHOST_AUTH, GHOST_PRIVACY = CANARIES[4:]


def with_secrets(config: Path, campus: Campus, others: Mapping[str, WebhookReceiver]) -> None:
    """Receivers with tokens in their addresses, logins with passwords, and two devices that do
    not know us: all that a secret could leak from."""
    folder = config.parent / "secrets"
    document = yaml.safe_load(config.read_text(encoding="utf-8"))
    duty, chat, dead = (
        f"127.0.0.1:{each.ports['http']}"
        for each in (campus.receiver, others["chat"], others["dead"])
    )
    urls = {
        "duty": f"http://{duty}/notices/{DUTY}",
        "chat": _referred(folder, "chat", f"http://robot:{CHAT_PASSWORD}@{chat}/send?key={CHAT}"),
        "dead": f"http://{dead}/{DEAD}",
    }
    document["notices"] = NOTICES | {
        "receivers": [
            {"name": name, "kind": "webhook", "url": url, "timeout_seconds": TELL_SECONDS}
            for name, url in urls.items()
        ]
    }
    dump(config, document)
    path = config.parent / "conf.d" / "targets.yaml"
    targets = yaml.safe_load(path.read_text(encoding="utf-8"))
    for target in targets["targets"]:
        for probe in target["probes"]:
            if probe["collector"] == "nut":
                probe |= {"user": "auditor", "password": _referred(folder, "nut", NUT)}
            if probe["collector"] == "mqtt":
                probe |= {"user": "auditor", "password": _referred(folder, "mqtt", MQTT)}
    targets["targets"] += _ghosts(folder, campus)
    dump(path, targets)


def _ghosts(folder: Path, campus: Campus) -> list[dict[str, object]]:
    """Devices that are there, and do not take what they are asked with."""
    snmp = {"collector": "snmp", "read": ["system"]}
    wrong_community = snmp | {
        "port": campus.devices["core-1"].ports["snmp"],
        "version": "2c",
        "community": _referred(folder, "ghost", GHOST),
    }
    unknown_user = snmp | {
        "port": campus.devices["access-1"].ports["snmp"],
        "version": "3",
        "user": "ghost",
        "auth_protocol": KEYS.auth_protocol,
        "auth_key": _referred(folder, "ghost_auth", GHOST_AUTH),
        "privacy_protocol": KEYS.privacy_protocol,
        "privacy_key": _referred(folder, "ghost_privacy", GHOST_PRIVACY),
    }
    of_target = {"address": "127.0.0.1", "role": "other", "in_scope": False}
    return [
        {"name": name, **of_target, "probes": [probe]}
        for name, probe in (("ghost-1", wrong_community), ("ghost-2", unknown_user))
    ]


def _referred(folder: Path, name: str, secret: str) -> str:
    """The reference to a file that nobody else can read."""
    path = folder / name
    path.touch(mode=SECRET_MODE)
    path.write_text(secret + "\n", encoding="utf-8")
    return f"file:{path}"


def spelled(secret: str) -> list[bytes]:
    """As it is, and as it may have been written by a machine."""
    plain = secret.encode()
    return [plain, base64.b64encode(plain).rstrip(b"="), plain.hex().encode()]


def leaks(places: Mapping[str, bytes], secrets: Iterable[str]) -> Iterator[str]:
    """By name of the place; the secret itself is not repeated."""
    for number, secret in enumerate(secrets, 1):
        for spelling in spelled(secret):
            for place, content in places.items():
                if spelling in content:
                    yield f"secret {number} stands in {place}"

"""Writes the auditor's configuration for a running campus, in the format of `deploy/examples`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from sim import path_probes
from sim.campus import Campus
from sim.composition import COMMUNITY, KEYS, LOGIN, METER_FIELD, meter_topic, state_topic
from sim.device_model import DeviceModel
from sim.equipment import Broker, Devices, DnsServer, Platform, Switch
from sim.facts import Facts
from sim.mqtt_gateway import OFFLINE
from sim.platform import PATH as PLATFORM_PATH
from sim.recordings import written as recorded

MAIN_FILE = "campus-auditor.yaml"
STORE_URL = "sqlite:///auditor.db"  # a relative path counts from the main file
SECRET_MODE = 0o600

LOOPBACK, LOOPBACK_IPV6 = "127.0.0.1", "::1"
LOOPBACK_NETWORK = "127.0.0.0/8"
#: Of the time that a probe has, the part that it listens to a broker.
LISTEN_SHARE = 0.5
#: A crawl asks for many things one after the other: it has so many times what other probes have.
CRAWL_TIMES = 2
#: Of that time the part that it may take itself, and of that the part of one link.
CRAWL_SHARE, LINK_SHARE = 0.8, 0.5
#: And of a DNS probe's that of one question.
QUERY_SHARE = 0.2
#: Addresses of documentation (RFC 5737): nobody has them, and emulated users are given them.
EXAMPLE_NETWORKS = ("192.0.2.0/24", "203.0.113.0/24")

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the scenario does not say: how often the auditor asks, and where it keeps things."""

    interval_seconds: float = 60
    timeout_seconds: float = 15
    freshness_at_most_seconds: float | None = None
    sustain_at_most_seconds: float | None = None
    back_off_at_most_seconds: float | None = None  # else three intervals
    store_url: str = STORE_URL
    http_port: int = 0
    tell_receiver: bool = True  # notices go to the campus' own receiver
    # how open questions of the documents are read, where not as recommended; a campus that was
    # made a moment ago has no thirty days behind it to look back on
    interpretations: Mapping[str, str] = field(default_factory=lambda: {"I-32": "present"})


def write(campus: Campus, folder: Path, settings: Settings) -> Path:
    """The path of the main file; conf.d and the secrets stand beside it."""
    folder = folder.resolve()
    own = communities(campus.scenario.devices)
    secrets = write_secrets(folder / "secrets", own)
    below = folder / "conf.d"
    below.mkdir(parents=True, exist_ok=True)
    dump(below / "campus.yaml", {"campus": facts(campus.scenario.campus, datetime.now(UTC).date())})
    writer = Writer(campus, settings, secrets)
    dump(below / "targets.yaml", {"targets": list(writer.targets())})
    main = folder / MAIN_FILE
    dump(main, main_document(campus, settings))
    return main


def communities(devices: Devices) -> Mapping[str, str]:
    """Those that recorded agents have of their own, by the name of the secret."""
    return {
        community_of(entry): entry.community
        for entry in devices.recordings
        if isinstance(entry, recorded.RecordedSnmp) and entry.community is not None
    }


def community_of(device: DeviceModel) -> str:
    return f"community-{device.name}"


def write_secrets(folder: Path, more: Mapping[str, str]) -> Mapping[str, str]:
    """Name -> reference. Only the emulated devices open to these."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    plain = {
        "community": COMMUNITY,
        "auth_key": KEYS.auth_key,
        "privacy_key": KEYS.privacy_key,
        "ssh_password": LOGIN.password,
        **more,
    }
    for name, text in plain.items():
        path = folder / name
        path.touch(mode=SECRET_MODE)
        path.chmod(SECRET_MODE)  # also where the file was there already
        path.write_text(text + "\n", encoding="utf-8")
    return {name: f"file:{folder / name}" for name in plain}


def main_document(campus: Campus, settings: Settings) -> Plain:
    site = campus.scenario.site
    receiver = f"http://{LOOPBACK}:{campus.ports(campus.receiver.name)['http']}/notices"
    return {
        "site": site.model_dump(exclude_defaults=True),
        "store": {"url": settings.store_url},
        "http": {"listen": LOOPBACK, "port": settings.http_port},
        "polling": {
            "interval_seconds": settings.interval_seconds,
            "timeout_seconds": settings.timeout_seconds,
            "back_off_at_most_seconds": settings.back_off_at_most_seconds
            or settings.interval_seconds * 3,
        },
        "audit": given(
            freshness_at_most_seconds=settings.freshness_at_most_seconds,
            sustain_at_most_seconds=settings.sustain_at_most_seconds,
            interpretations=dict(settings.interpretations) or None,
            own_limits=own_limits(campus) or None,
        ),
        "notices": {
            "receivers": [{"name": campus.receiver.name, "kind": "webhook", "url": receiver}]
            if settings.tell_receiver
            else []
        },
    }


def own_limits(campus: Campus) -> list[Plain]:
    listed = campus.scenario.own_limits.items()
    return [{"clause": clause} | own.model_dump(exclude_none=True) for clause, own in listed]


def facts(written: Facts, today: date) -> Plain:
    """As the scenario has them, with days turned into dates."""
    plain: Plain = written.model_dump(exclude_unset=True)
    plain |= plain.pop("more", {})
    dated = [plain.get("people"), *(plain.get("circuits") or []), *(plain.get("outlets") or [])]
    for fact in dated:
        if fact is not None:
            fact["as_of"] = today - timedelta(days=fact.pop("as_of_days_ago"))
    return plain


def given(**values: object) -> Plain:
    return {key: value for key, value in values.items() if value is not None}


def dump(path: Path, document: Plain) -> None:
    text = yaml.dump(document, Dumper=NoAliases, sort_keys=False, allow_unicode=True, width=100)
    path.write_text(text, encoding="utf-8")


class NoAliases(yaml.SafeDumper):
    """As a person writes: what stands there twice is written twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


class Writer:
    """The targets of a campus and their probes."""

    def __init__(self, campus: Campus, settings: Settings, secrets: Mapping[str, str]) -> None:
        self._campus = campus
        self._settings = settings
        self._secrets = secrets

    def targets(self) -> Iterator[Plain]:
        """Each with its probes; what platforms tell of it is one more probe of it."""
        targets = {target["name"]: target for target in self._devices()}
        for platform in self._campus.scenario.devices.platforms:
            for about, probe in self._documents(platform).items():
                if about not in targets:
                    targets[about] = self._target(platform, "other", probe) | {"probes": []}
                targets[about]["probes"].append(probe)
        yield from targets.values()

    def _documents(self, platform: Platform) -> dict[str, Plain]:
        """By the target that it speaks of, the probe that reads that part of its document."""
        url = f"http://{LOOPBACK}:{self._port(platform, 'http')}{PLATFORM_PATH}"
        probes: dict[str, Plain] = {}
        for number, known in enumerate(platform.readings):
            probe = probes.setdefault(
                known.about or platform.name, {"collector": "json", "url": url, "readings": []}
            )
            reading = {"quantity": known.quantity, "field": f"values.{number}"}
            probe["readings"].append(reading | {"instance": known.instance})
        return probes

    def _devices(self) -> Iterator[Plain]:
        devices = self._campus.scenario.devices
        for switch in devices.switches:
            yield self._target(switch, switch.role, self._switch(switch))
        for ups in devices.snmp_ups:
            yield self._target(ups, "ups", self._v2c(ups, ["system", "ups"]))
        for unit in devices.nut_ups:
            yield self._target(
                unit, "ups", {"collector": "nut", "port": self._port(unit, "nut"), "ups": unit.ups}
            )
        for ats in devices.transfer_switches:
            yield self._target(ats, "ats", self._v2c(ats, ["system", "ats", "sensors"]))
        for controller in devices.controllers:
            yield self._target(controller, "wireless_controller", self._ssh(controller))
        for entry in devices.recordings:
            yield self._target(entry, "other", self._recorded(entry))
        yield from self._services()
        for known in devices.not_polled:
            yield known.model_dump(exclude_none=True) | {"address": LOOPBACK}

    def _services(self) -> Iterator[Plain]:
        devices = self._campus.scenario.devices
        for server in devices.dns_servers:
            names = {
                "collector": "names",
                "port": self._port(server, "dns"),
                "address_ipv6": LOOPBACK_IPV6,
                "names": list(server.records),
            }
            target = self._target(server, "dns", names)
            target["probes"] += [*self._resolver(server), *self._zone(server)]
            yield target
        for portal in devices.portals:
            web = {
                "collector": "web",
                "url": f"http://{portal.host}:{self._port(portal, 'http')}/",
                "nameserver": LOOPBACK,
                "nameserver_port": self._campus.ports(portal.nameserver)["dns"],
                "counts_as_global": [f"{LOOPBACK_IPV6}/128"],
            }
            target = self._target(portal, "web", web) | {"address": portal.host}
            if portal.pages["/"]:
                target["probes"].append(self._below(web))
            yield target
        for vantage in devices.vantages:
            ports = self._campus.ports(vantage.name)
            probe = path_probes.far(vantage, ports, self._settings.timeout_seconds)
            yield self._target(vantage, "other", probe)
        for helper in devices.path_helpers:
            socket = self._campus.socket(helper.name)
            probe = path_probes.helped(helper, socket, self._settings.timeout_seconds)
            yield self._target(helper, "other", probe)
        for broker in devices.brokers:
            yield self._target(broker, "broker", self._mqtt(broker))
        for backup in devices.backup_servers:
            url = f"http://{LOOPBACK}:{self._port(backup, 'http')}/backups.json"
            readings = [
                {
                    "quantity": "backup_finished_timestamp_seconds",
                    "field": f"jobs.{job}.finished_at",
                    "instance": job,
                }
                for job in backup.jobs
            ]
            json = {"collector": "json", "url": url, "readings": readings}
            # the document tells of jobs; the hardware below is a server of its own
            yield self._target(backup, "other", json)
        for machine in devices.servers:
            yield self._target(machine, "server", self._v2c(machine, ["system"]))

    def _resolver(self, server: DnsServer) -> Iterator[Plain]:
        """What its users get: names beyond its zone, and by line."""
        controls = [
            each["name"]
            for each in self._campus.scenario.campus.listed("dns_test_names")
            if each["target"] == server.name
        ]
        several = [name for name, sets in server.records.items() if len(sets.get("A", [])) > 1]
        lines = [
            {
                "instance": name.partition("/")[2],
                "name": name.partition("/")[0],
                "subnet": view.subnet,
                "prefixes": view.prefixes,
            }
            for name, view in server.views.items()
        ]
        if controls or several or lines:
            yield {
                "collector": "resolver",
                "port": self._port(server, "dns"),
                "address_ipv6": LOOPBACK_IPV6,
                "names": controls,
                "counts_as_usable": [LOOPBACK_NETWORK, f"{LOOPBACK_IPV6}/128", *EXAMPLE_NETWORKS],
                "lines": lines,
                "rotating": several,
                "tries": 10,
                "query_timeout_seconds": self._settings.timeout_seconds * QUERY_SHARE,
            }

    def _zone(self, server: DnsServer) -> Iterator[Plain]:
        """Of one with a second name server; the zone's parent is not emulated, it tells itself."""
        if server.second_address is not None:
            yield {
                "collector": "zone",
                "zone": server.origin,
                "port": self._port(server, "dns"),
                "parents": [LOOPBACK, LOOPBACK_IPV6],
                "parents_port": self._port(server, "dns"),
                "resolvers": [LOOPBACK],
                "resolvers_port": self._port(server, "dns"),
                "counts_as_global": [LOOPBACK_NETWORK, f"{LOOPBACK_IPV6}/128"],
                "query_timeout_seconds": self._settings.timeout_seconds * QUERY_SHARE,
            }

    def _below(self, web: Plain) -> Plain:
        """The pages that the home page leads to."""
        timeout_seconds = self._settings.timeout_seconds * CRAWL_TIMES
        seconds = timeout_seconds * CRAWL_SHARE
        return web | {
            "collector": "portal",
            "interval_seconds": self._settings.interval_seconds * CRAWL_TIMES,
            "timeout_seconds": timeout_seconds,
            "counts_as_global": [f"{LOOPBACK_IPV6}/128", f"{LOOPBACK}/32"],
            "seconds": seconds,
            "link_seconds": seconds * LINK_SHARE,
        }

    def _target(self, device: DeviceModel, role: str, probe: Plain) -> Plain:
        place = given(building=device.building)
        return {"name": device.name, "address": LOOPBACK, "role": role, **place, "probes": [probe]}

    def _port(self, device: DeviceModel, protocol: str) -> int:
        return self._campus.ports(device.name)[protocol]

    def _switch(self, switch: Switch) -> Plain:
        read = ["system", "interfaces", "mau"]
        read += ["addresses"] if switch.vlan_interfaces else []
        read += ["sensors"] if switch.sensors else []
        cabled = {target for target, _ in self._campus.scenario.devices.cabled}
        read += ["topology"] if switch.name in cabled else []
        return self._v3(switch, read) if switch.snmp == "v3" else self._v2c(switch, read)

    def _recorded(self, entry: recorded.Recorded) -> Plain:
        match entry:
            case recorded.RecordedSnmp(version="v3"):
                return self._v3(entry, entry.read)
            case recorded.RecordedSnmp():
                own = self._secrets.get(community_of(entry))
                return self._v2c(entry, entry.read) | given(community=own)
            case recorded.RecordedNut():
                return {"collector": "nut", "port": self._port(entry, "nut"), "ups": entry.ups}
            case recorded.RecordedSsh():
                return self._ssh(entry) | {"read": entry.read}
            case recorded.RecordedMqtt():
                topic = entry.messages[0].topic
                return self._listening(entry) | {
                    "gateways": [{"name": entry.name, "topic": topic}],
                    "meters": [{"name": it, "topic": topic, "field": it} for it in entry.read],
                }

    def _v2c(self, device: DeviceModel, read: list[str]) -> Plain:
        return {
            "collector": "snmp",
            "port": self._port(device, "snmp"),
            "version": "2c",
            "community": self._secrets["community"],
            "read": read,
        }

    def _v3(self, device: DeviceModel, read: list[str]) -> Plain:
        return {
            "collector": "snmp",
            "port": self._port(device, "snmp"),
            "version": "3",
            "user": KEYS.user,
            "auth_protocol": KEYS.auth_protocol,
            "auth_key": self._secrets["auth_key"],
            "privacy_protocol": KEYS.privacy_protocol,
            "privacy_key": self._secrets["privacy_key"],
            "read": read,
        }

    def _ssh(self, controller: DeviceModel) -> Plain:
        return {
            "collector": "ssh",
            "port": self._port(controller, "ssh"),
            "network_os": "huawei_vrp",
            "user": LOGIN.user,
            "password": self._secrets["ssh_password"],
            "host_key": self._campus.fingerprints[controller.name],
            "read": ["access_points"],
        }

    def _listening(self, broker: DeviceModel) -> Plain:
        return {
            "collector": "mqtt",
            "port": self._port(broker, "mqtt"),
            "version": "3.1.1",  # what the emulated broker speaks
            "listen_seconds": self._settings.timeout_seconds * LISTEN_SHARE,
        }

    def _mqtt(self, broker: Broker) -> Plain:
        return self._listening(broker) | {
            "gateways": [
                {
                    "name": gateway.name,
                    "topic": state_topic(gateway.name),
                    "offline_payload": OFFLINE.decode(),
                }
                for gateway in broker.gateways
            ],
            "meters": [
                {
                    "name": meter.name,
                    "topic": meter_topic(gateway.name, meter.name),
                    "field": METER_FIELD,
                }
                for gateway in broker.gateways
                for meter in gateway.meters
            ],
        }

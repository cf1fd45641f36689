"""Prometheus' snmp_exporter (Debian's), asked for the columns that we read."""

import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from collectors.snmp.interfaces import STATE
from collectors.snmp.names import INTERFACE_NAMES
from collectors.snmp.session import Oid
from collectors.snmp.system import SYS_UPTIME
from tests.bench.process import cpu_seconds, peak_mib
from tests.bench.snmp.responder import (
    AUTH_KEY,
    COMMUNITY,
    PRIVACY_KEY,
    USER,
    Missing,
    address,
)

PROGRAM = "prometheus-snmp-exporter"
START_SECONDS = 10.0
MODULES = ("v2c", "v3")


def _dotted(oid: Oid) -> str:
    return ".".join(map(str, oid))


def configuration() -> dict[str, Any]:
    """The same columns, each walked once: names as labels, the rest as values."""
    names = [_dotted(column) for column in INTERFACE_NAMES.columns]
    values = [_dotted(column) for column in STATE.columns]
    alias = _dotted(STATE.columns[-1])
    lookups = [
        {"labels": ["ifIndex"], "labelname": f"name{n}", "oid": oid, "type": "DisplayString"}
        for n, oid in enumerate([*names, alias])
    ]
    metrics = [
        {
            "name": f"column{n}",
            "oid": oid,
            "type": "gauge",
            "indexes": [{"labelname": "ifIndex", "type": "gauge"}],
            "lookups": lookups,
        }
        for n, oid in enumerate(values)
        if oid != alias
    ]
    module = {
        "walk": [*names, *values],
        "get": [_dotted(SYS_UPTIME)],
        "metrics": [*metrics, {"name": "up", "oid": _dotted(SYS_UPTIME[:-1]), "type": "gauge"}],
        "max_repetitions": 25,
    }
    secured = {
        "security_level": "authPriv",
        "username": USER,
        "password": AUTH_KEY,
        "auth_protocol": "SHA",
        "priv_protocol": "AES",
        "priv_password": PRIVACY_KEY,
    }
    return {
        "v2c": {**module, "version": 2, "auth": {"community": COMMUNITY}},
        "v3": {**module, "version": 3, "auth": secured},
    }


class Exporter:
    """A running snmp_exporter."""

    def __init__(self, pid: int, port: int) -> None:
        self._pid = pid
        self._port = port

    def scrape(self, switches: int, agent_port: int, module: str) -> None:
        """Every switch once, as Prometheus would."""
        for number in range(switches):
            target = f"{address(number)}:{agent_port}"
            url = f"http://127.0.0.1:{self._port}/snmp?target={target}&module={module}"
            with urllib.request.urlopen(url) as answer:
                answer.read()

    @property
    def cpu_seconds(self) -> float:
        """User and system time of the whole process."""
        return cpu_seconds(self._pid)

    @property
    def peak_mib(self) -> float:
        return peak_mib(self._pid)


@contextmanager
def exporter(port: int) -> Iterator[Exporter]:
    """Raises `Missing`."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise Missing(f"{PROGRAM} is not installed")
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "snmp.yml")
        config.write_text(yaml.safe_dump(configuration()), encoding="utf-8")
        process = subprocess.Popen(
            [program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}"],
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield Exporter(process.pid, port)
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int) -> None:
    until_seconds = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/"):
                return
        except urllib.error.URLError:
            if time.monotonic() > until_seconds:
                raise Missing(f"{PROGRAM} did not start") from None
            time.sleep(0.05)

"""The units of systemd: what they start exists, and may no more than it must."""

import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from collectors.path.helper import arguments
from collectors.path.options import HELPER_SOCKET
from tests.conftest import require_peer

ROOT = Path(__file__).resolve().parents[1]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
HELPER = ROOT / "deploy" / "systemd" / "campus-path-helper.service"


def settings(unit: Path) -> dict[str, str]:
    """Key -> value, of units that give no key twice."""
    lines = [line.partition("=") for line in unit.read_text("utf-8").splitlines()]
    found = [(key, value) for key, separator, value in lines if separator and key[0] != "#"]
    assert len(dict(found)) == len(found)
    return dict(found)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_the_unit(tmp_path: Path, unit: Path) -> None:
    analyze = require_peer("systemd-analyze")
    command = settings(unit)["ExecStart"].split()[0]
    copy = tmp_path / unit.name  # our programs are not installed where the tests run
    copy.write_text(unit.read_text("utf-8").replace(command, shutil.which("true") or ""), "utf-8")
    done = subprocess.run([analyze, "verify", copy], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_what_the_unit_starts_is_a_program_of_ours(unit: Path) -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert Path(settings(unit)["ExecStart"].split()[0]).name in scripts


def test_the_helper_is_started_as_its_client_expects() -> None:
    unit = settings(HELPER)
    given = arguments(shlex.split(unit["ExecStart"])[1:])
    assert str(given.socket) == HELPER_SOCKET
    assert given.socket.parent == Path("/run") / unit["RuntimeDirectory"]
    assert given.user == [unit["Group"]]
    assert not given.keep  # systemd does that, and counts


def test_the_helper_may_open_raw_sockets_and_nothing_else() -> None:
    unit = settings(HELPER)
    assert unit["AmbientCapabilities"] == unit["CapabilityBoundingSet"] == "CAP_NET_RAW"
    assert unit["NoNewPrivileges"] == unit["DynamicUser"] == "yes"
    assert "MemoryMax" in unit
    families = {"AF_UNIX", "AF_INET", "AF_INET6", "AF_PACKET", "AF_NETLINK"}
    assert set(unit["RestrictAddressFamilies"].split()) == families


def test_no_other_unit_has_a_capability() -> None:
    for unit in UNITS:
        if unit != HELPER:
            assert not settings(unit).get("AmbientCapabilities"), unit.name

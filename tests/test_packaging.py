"""What is installed: locked by hash, from no named index, with every data file of the packages."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][a-z0-9.+!-]*) \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
PACKAGES = ("agent", "checks", "collectors", "exporters", "sim")


def pins(lock: str) -> dict[str, str]:
    """Package -> version."""
    found = map(PIN.fullmatch, (ROOT / lock).read_text("utf-8").splitlines())
    return {match["name"]: match["version"] for match in found if match}


def normal(requirement: str) -> str:
    """The name in a requirement as locks write it (PEP 503)."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_only(lock: str) -> None:
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    assert [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_pin_is_without_a_hash(lock: str) -> None:
    lines = [*(ROOT / lock).read_text("utf-8").splitlines(), ""]
    bare = [a for a, b in pairwise(lines) if "==" in a and "--hash" not in b]
    assert bare == []


def test_tests_run_on_the_versions_that_users_run_on() -> None:
    development = pins("requirements-dev.lock")
    users = pins("requirements.lock")
    assert users
    assert users.items() <= development.items()


def test_every_declared_requirement_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    used = [*project["dependencies"], *extras["sim"]]
    assert {normal(name) for name in used} <= pins("requirements.lock").keys()
    every = [*used, *(name for names in extras.values() for name in names)]
    assert {normal(name) for name in every} <= pins("requirements-dev.lock").keys()


#: Pinned to one version by the package that declares it, so it needs no line of its own.
COMES_WITH = {"pydantic-core": "pydantic"}


def imported(folder: str) -> set[str]:
    """The distributions whose modules the folder's sources import."""
    sources = (path.read_text("utf-8") for path in (ROOT / folder).rglob("*.py"))
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {
        node.module
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    providers = packages_distributions()
    tops = {name.split(".")[0] for name in names} - set(PACKAGES)
    found = {normal(provider) for top in tops for provider in providers.get(top, ())}
    return {COMES_WITH.get(name, name) for name in found}


@pytest.mark.parametrize("folder", PACKAGES)
def test_what_is_imported_is_declared_and_not_left_to_chance(folder: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = {normal(name) for name in project["dependencies"]}
    if folder == "sim":
        declared |= {normal(name) for name in extras["sim"]}
    elif folder == "collectors":
        declared |= {normal(name) for name in extras["path"]}  # the helper, a process of its own
    assert imported(folder) <= declared


def test_the_daemon_never_loads_scapy() -> None:
    """It is GPL-2.0-only, and belongs to the path helper's process."""
    program = "import agent.__main__, sys; sys.exit('scapy' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_the_wheel_carries_every_data_file(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*build, tmp_path], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--", *PACKAGES]
    tracked = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert set(filter(None, tracked.split("\0"))) <= carried

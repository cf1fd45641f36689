"""The rules of the house: each is a function from one module's source to its faults."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from collectors import quantities
from collectors.device_quantities import DEVICE_QUANTITIES
from collectors.name_quantities import NAME_QUANTITIES
from collectors.network_quantities import NETWORK_QUANTITIES
from collectors.path.quantities import PATH_QUANTITIES
from collectors.portal_quantities import PORTAL_QUANTITIES
from collectors.reading import Quantity
from collectors.system_quantities import SYSTEM_QUANTITIES

ROOT = Path(__file__).resolve().parents[1]

#: What each folder may import of ours beside itself. Nobody but tests imports sim: a simulator
#: that shares our parser shares our mistakes.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "collectors": frozenset(),
    "checks": frozenset({"collectors"}),
    "exporters": frozenset({"collectors", "checks"}),
    "agent": frozenset({"collectors", "checks", "exporters"}),
    "sim": frozenset(),
    "tests": frozenset({"collectors", "checks", "exporters", "agent", "sim"}),
}
PRODUCT = frozenset(MAY_IMPORT) - {"tests"}

#: The boundaries where an unforeseen exception becomes a value, a verdict or a log line.
MAY_CATCH_ALL = frozenset({"collectors/probe.py", "checks/judge.py", "agent/daemon.py"})
CATCH_ALL = frozenset({"Exception", "BaseException"})

MAY_READ_WALL_CLOCK = frozenset({"agent/clock.py"})
WALL_CLOCK = frozenset(
    {
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "time.ctime",
        "time.gmtime",
        "time.localtime",
        "time.time",
        "time.time_ns",
    }
)


@dataclass(frozen=True, slots=True)
class Module:
    """One source file; `path` counts from the repository's root."""

    path: PurePosixPath
    tree: ast.Module

    @property
    def folder(self) -> str:
        return self.path.parts[0]


Rule = Callable[[Module], Iterator[str]]


def module(path: str, source: str) -> Module:
    return Module(PurePosixPath(path), ast.parse(source, path))


def modules() -> list[Module]:
    paths = (path for folder in MAY_IMPORT for path in sorted((ROOT / folder).rglob("*.py")))
    return [module(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths]


def at(found: Module, node: ast.stmt | ast.expr | ast.ExceptHandler) -> str:
    return f"{found.path}:{node.lineno}"


def dotted(node: ast.expr) -> str:
    """`a.b.c` for the expression a.b.c, empty for anything that is no plain name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Each absolute import with the dotted name that it brings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def full_names(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for: `now -> datetime.datetime.now` after `from … import`."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)
    return names


def imports_point_one_way(found: Module) -> Iterator[str]:
    allowed = MAY_IMPORT[found.folder] | {found.folder}
    for node, name in imports(found.tree):
        folder = name.split(".")[0]
        if folder in MAY_IMPORT and folder not in allowed:
            yield f"{at(found, node)}: {found.folder} must not import {folder}"


def relative_imports_stay_inside(found: Module) -> Iterator[str]:
    depth = len(found.path.parts) - 1
    for node in ast.walk(found.tree):
        if isinstance(node, ast.ImportFrom) and node.level > depth:
            yield f"{at(found, node)}: a relative import leaves {found.folder}"


def imports_stand_at_the_top(found: Module) -> Iterator[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    inner = {node for f in ast.walk(found.tree) if isinstance(f, functions) for node in ast.walk(f)}
    by_name = ("__import__", "import_module", "importlib.import_module")
    for node in inner:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield f"{at(found, node)}: an import inside a function"
        elif isinstance(node, ast.Call) and dotted(node.func) in by_name:
            yield f"{at(found, node)}: an import inside a function, by name"


def no_type_checking(found: Module) -> Iterator[str]:
    for node in ast.walk(found.tree):
        names: tuple[str, ...] = ()
        if isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute):
            names = (node.attr,)
        if "TYPE_CHECKING" in names and isinstance(node, ast.ImportFrom | ast.Attribute):
            yield f"{at(found, node)}: TYPE_CHECKING hides a cycle: a type lives too high"


def only_the_clock_reads_the_time(found: Module) -> Iterator[str]:
    if str(found.path) in MAY_READ_WALL_CLOCK or found.folder in ("sim", "tests"):
        return
    names = full_names(found.tree)
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            first, _, rest = dotted(node).partition(".")
            full = names.get(first, "") + (f".{rest}" if rest else "")
            if full in WALL_CLOCK:
                yield f"{at(found, node)}: {full}; only agent/clock.py reads the wall clock"


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether it cleans up after anything, also a cancellation, and keeps nothing of it."""
    leaves = (ast.Return, ast.Break, ast.Continue)
    last = handler.body[-1]
    return (
        handler.type is not None
        and dotted(handler.type) == "BaseException"
        and isinstance(last, ast.Raise)
        and last.exc is None
        and not any(isinstance(node, leaves) for node in ast.walk(handler))
    )


def catching_all_has_its_places(found: Module) -> Iterator[str]:
    if str(found.path) in MAY_CATCH_ALL or found.folder == "tests":
        return
    for node in ast.walk(found.tree):
        caught: list[ast.expr] = []
        if isinstance(node, ast.ExceptHandler) and not passes_on(node):
            if node.type is None:
                yield f"{at(found, node)}: a bare except"
            else:
                caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        elif isinstance(node, ast.Call) and dotted(node.func).endswith("suppress"):
            caught = node.args
        for kind in caught:
            if dotted(kind).removeprefix("builtins.") in CATCH_ALL:
                yield f"{at(found, kind)}: catches {dotted(kind)}; that is for the boundaries"


def a_docstring_says_what_it_owns(found: Module) -> Iterator[str]:
    if found.folder == "tests" and found.path.name == "__init__.py":
        return
    if not ast.get_docstring(found.tree):
        yield f"{found.path}: no docstring"


#: scapy is GPL-2.0-only: our own licence stays ours as long as no other process loads it.
MAY_IMPORT_SCAPY = frozenset({"collectors/path/packets.py"})
#: What runs in the helper's process, and only there.
HELPERS_OWN = ("collectors.path.packets", "collectors.path.segment", "collectors.path.helper")
MAY_IMPORT_HELPER = frozenset({"collectors/path/helper.py", "collectors/path/segment.py"})


def scapy_stays_in_the_helper(found: Module) -> Iterator[str]:
    if found.folder == "tests":
        return
    for node, name in imports(found.tree):
        if name.split(".")[0] == "scapy" and str(found.path) not in MAY_IMPORT_SCAPY:
            yield f"{at(found, node)}: only the path helper imports scapy"
        if name.startswith(HELPERS_OWN) and str(found.path) not in MAY_IMPORT_HELPER:
            yield f"{at(found, node)}: {name} belongs to the path helper's process"


RULES: tuple[Rule, ...] = (
    imports_point_one_way,
    relative_imports_stay_inside,
    imports_stand_at_the_top,
    no_type_checking,
    only_the_clock_reads_the_time,
    catching_all_has_its_places,
    scapy_stays_in_the_helper,
    a_docstring_says_what_it_owns,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    assert [fault for found in modules() for fault in rule(found)] == []


def test_the_rules_look_at_every_folder() -> None:
    assert {found.folder for found in modules()} == set(MAY_IMPORT)
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == set(MAY_IMPORT), "a new package needs its place in MAY_IMPORT"


BROKEN = {
    "collectors know nothing above": (
        imports_point_one_way,
        "collectors/web.py",
        "import checks.clause",
    ),
    "checks do not export": (
        imports_point_one_way,
        "checks/judge.py",
        "from exporters.snapshot import Snapshot",
    ),
    "exporters do not run": (
        imports_point_one_way,
        "exporters/prometheus.py",
        "import os, agent.clock",
    ),
    "the product never sees the simulator": (
        imports_point_one_way,
        "agent/daemon.py",
        "from sim.device import Device",
    ),
    "the simulator shares nothing": (
        imports_point_one_way,
        "sim/snmp.py",
        "from collectors import quantities",
    ),
    "the product never sees its tests": (
        imports_point_one_way,
        "agent/daemon.py",
        "import tests.conftest",
    ),
    "not even below": (
        imports_point_one_way,
        "collectors/snmp/walk.py",
        "def f() -> None:\n    import agent",
    ),
    "a relative import out of the folder": (
        relative_imports_stay_inside,
        "collectors/web.py",
        "from ..checks import clause",
    ),
    "an import in a function": (
        imports_stand_at_the_top,
        "agent/http.py",
        "def f() -> None:\n    import json",
    ),
    "an import in a method of a class in a function": (
        imports_stand_at_the_top,
        "agent/http.py",
        "async def f():\n    class A:\n        def g(self):\n            from json import loads",
    ),
    "an import by name": (
        imports_stand_at_the_top,
        "agent/http.py",
        "def f():\n    importlib.import_module('sim')",
    ),
    "TYPE_CHECKING": (no_type_checking, "checks/judge.py", "from typing import TYPE_CHECKING"),
    "TYPE_CHECKING by its module": (
        no_type_checking,
        "checks/judge.py",
        "import typing\nif typing.TYPE_CHECKING:\n    pass",
    ),
    "the time of day": (
        only_the_clock_reads_the_time,
        "agent/polling.py",
        "import time\nstarted = time.time()",
    ),
    "now": (
        only_the_clock_reads_the_time,
        "checks/judge.py",
        "from datetime import UTC, datetime\ntaken_at = datetime.now(UTC)",
    ),
    "now as a default factory": (
        only_the_clock_reads_the_time,
        "checks/campus.py",
        "import datetime as dt\nfactory = dt.datetime.now",
    ),
    "time under another name": (
        only_the_clock_reads_the_time,
        "exporters/notices.py",
        "from time import time as clock\nx = clock()",
    ),
    "a boundary too many": (
        catching_all_has_its_places,
        "collectors/web.py",
        "try:\n    f()\nexcept Exception:\n    pass",
    ),
    "raised again, but not after a cancellation": (
        catching_all_has_its_places,
        "collectors/web.py",
        "try:\n    f()\nexcept Exception:\n    close()\n    raise",
    ),
    "raised again, but not always": (
        catching_all_has_its_places,
        "collectors/web.py",
        "def g():\n    try:\n        f()\n    except BaseException:\n"
        "        if x:\n            return\n        raise",
    ),
    "raised as another": (
        catching_all_has_its_places,
        "collectors/web.py",
        "try:\n    f()\nexcept BaseException as e:\n    raise OSError from e",
    ),
    "hidden in a tuple": (
        catching_all_has_its_places,
        "agent/http.py",
        "try:\n    f()\nexcept (OSError, BaseException):\n    pass",
    ),
    "a bare except": (
        catching_all_has_its_places,
        "sim/web.py",
        "try:\n    f()\nexcept:\n    pass",
    ),
    "a group": (
        catching_all_has_its_places,
        "agent/http.py",
        "try:\n    f()\nexcept* Exception:\n    pass",
    ),
    "suppressed": (
        catching_all_has_its_places,
        "agent/http.py",
        "with contextlib.suppress(Exception):\n    f()",
    ),
    "scapy in the daemon": (
        scapy_stays_in_the_helper,
        "collectors/path/collector.py",
        "from scapy.layers.l2 import ARP",
    ),
    "scapy by a module of the helper": (
        scapy_stays_in_the_helper,
        "collectors/path/client.py",
        "from collectors.path import packets",
    ),
    "no docstring": (a_docstring_says_what_it_owns, "agent/__init__.py", "x = 1"),
}


@pytest.mark.parametrize(("rule", "path", "source"), BROKEN.values(), ids=BROKEN.keys())
def test_a_module_that_breaks_the_rule_is_named(rule: Rule, path: str, source: str) -> None:
    faults = list(rule(module(path, source)))
    assert len(faults) == 1
    assert faults[0].startswith(path)


KEPT = {
    "the whole way down": ("agent/daemon.py", '"""D."""\nimport checks, collectors, exporters'),
    "inside a folder": ("checks/judge.py", '"""D."""\nfrom . import clause\nimport checks.verdict'),
    "a name that only looks like ours": ("sim/a.py", '"""D."""\nimport checksum, agents.x'),
    "the monotonic clock": ("agent/a.py", '"""D."""\nimport time\nx = time.monotonic()'),
    "another thing called now": ("agent/a.py", '"""D."""\nx = schedule.now()\ny = datetime.now()'),
    "the clock itself": ("agent/clock.py", '"""D."""\nimport time\nx = time.time()'),
    "the boundary": (
        "collectors/probe.py",
        '"""D."""\ntry:\n    f()\nexcept Exception:\n    raise',
    ),
    "cleaning up after anything": (
        "agent/a.py",
        '"""D."""\ntry:\n    f()\nexcept BaseException:\n    close()\n    raise',
    ),
    "a named exception": ("agent/a.py", '"""D."""\ntry:\n    f()\nexcept OSError:\n    pass'),
    "tests see everything": ("tests/test_a.py", '"""D."""\nimport agent, sim, time\ntime.time()'),
}


@pytest.mark.parametrize(("path", "source"), KEPT.values(), ids=KEPT.keys())
def test_a_module_that_keeps_the_rules_is_left_alone(path: str, source: str) -> None:
    assert [fault for rule in RULES for fault in rule(module(path, source))] == []


# --- names end in units -------------------------------------------------------------------------

MEASURES = (
    *(
        "seconds",
        "bytes",
        "pixels",
        "bits",
        "bits_per_second",
        "celsius",
        "volts",
        "amperes",
        "watts",
        "hertz",
    ),
    *("dbm", "ratio", "count", "total"),
)
ASSERTIONS = ("up", "ok", "valid", "live", "normal", "heard", "offline", "optical", "on_battery")
TEXTS = ("name", "description", "alias", "object_id", "info")
CODES = ("type", "status")  # numbers of a registry that the quantity's source names
#: Whole names, so that no other passes by their ending.
NAMED = frozenset(
    {
        "dns_a_over_ipv4",  # asserted: the server answered so
        "dns_a_over_ipv6",
        "dns_aaaa_over_ipv4",
        "dns_aaaa_over_ipv6",
        "interface_ipv6_router_advertisements",  # asserted: it sends them
        "lldp_neighbor",  # what the neighbour calls itself
        "lldp_neighbor_port",
        "ups_battery_replace_needed",  # asserted: the unit asks for it
        "ups_test_passed",
        "meter_value",  # in the unit that the inventory gives the meter
        "wireless_channel_number",  # IEEE 802.11's own
    }
)


def names_its_unit(name: str) -> bool:
    endings = (*MEASURES, *ASSERTIONS, *TEXTS, *CODES)
    return name in NAMED or name.endswith(tuple(f"_{ending}" for ending in endings))


def test_every_quantity_names_its_unit() -> None:
    assert [name for name in quantities.QUANTITIES if not names_its_unit(name)] == []


def test_no_name_is_excepted_that_no_quantity_has() -> None:
    assert set(quantities.QUANTITIES) >= NAMED


def test_no_two_quantities_share_a_name() -> None:
    own = [value for value in vars(quantities).values() if isinstance(value, Quantity)]
    joined = (
        SYSTEM_QUANTITIES, DEVICE_QUANTITIES, NETWORK_QUANTITIES, PATH_QUANTITIES,
        PORTAL_QUANTITIES, NAME_QUANTITIES,
    )  # fmt: skip
    declared = [*own, *(each for part in joined for each in part)]
    assert len(declared) == len(quantities.QUANTITIES)


@pytest.mark.parametrize(
    "name",
    [
        "ups_charge_percent",
        "interface_speed_mbps",
        "uptime",
        "runtime_minutes",
        "queue_ms",
        "_value",
    ],
)
def test_a_name_without_a_base_unit_is_refused(name: str) -> None:
    assert not names_its_unit(name)

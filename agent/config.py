"""The configuration: one YAML file, conf.d/*.yaml beside it, and the CSV files that these name;
read as one, refused as one."""

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from agent import clock
from agent.clause_rules import ClauseRules, read_clause_rules
from agent.config_error import ConfigError, Fault, Faults, Place, shown
from agent.credentials import resolver
from agent.csv_facts import with_tables
from agent.fact_dates import check_dates
from agent.interpreting import check_interpretations
from agent.inventory import Inventory, read_inventory, too_long
from agent.references import check_references
from agent.settings import (
    Audit,
    Http,
    Notices,
    Polling,
    Settings,
    Site,
    Store,
    Traps,
    context_of,
)
from agent.validation import Spot, validated
from agent.yaml_node import Node, find, merged, only
from agent.yaml_source import FILE_AT_MOST_BYTES, parse
from checks.campus import Campus
from checks.clause import Standard
from collectors.probe import Collector, Probe
from collectors.target import RESOLVE, Target


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that the files say. `digest` is SHA-256 over their names and contents."""

    path: Path
    digest: str
    site: Site
    store: Store
    http: Http
    polling: Polling
    traps: Traps | None
    audit: Audit
    notices: Notices
    targets: tuple[Target, ...]
    probes: tuple[Probe, ...]
    campus: Campus
    clause_rules: ClauseRules = field(default_factory=ClauseRules)


def load(
    path: Path,
    collectors: Mapping[str, Collector],
    standards: Mapping[str, Standard],
    environment: Mapping[str, str] = os.environ,
) -> Configuration:
    """Read the main file and its conf.d; raises ConfigError with every fault, and nothing else.

    `collectors` by name, `standards` by the id that a site lists as a profile.
    """
    path = path.absolute()
    faults = Faults()
    files = _contents(path, faults)
    tables: dict[Path, bytes] = {}
    root = _root(path, files, tables, faults)
    files |= tables
    resolve = resolver(environment)
    settings = _settings(root, {**context_of(path.parent, standards), RESOLVE: resolve}, faults)
    rules = ClauseRules()
    if settings is not None:
        rules = read_clause_rules(root, settings, standards, faults)
    polling = settings.polling if settings is not None else _polling(root)
    inventory = read_inventory(root, polling, collectors, resolve, faults)
    campus = _campus(root, inventory, faults)
    check_references(root, faults)
    check_dates(root, clock.now_utc().date(), faults)
    if faults.found or settings is None or campus is None:
        raise ConfigError(_in_order(faults, files))
    configuration = _configuration(path, _digest(files), settings, inventory, campus)
    return replace(configuration, clause_rules=rules)


def _configuration(
    path: Path, digest: str, settings: Settings, inventory: Inventory, campus: Campus
) -> Configuration:
    return Configuration(
        path,
        digest,
        settings.site,
        settings.store,
        settings.http,
        settings.polling,
        settings.traps,
        settings.audit,
        settings.notices,
        inventory.targets,
        inventory.probes,
        campus,
    )


def _root(
    path: Path, files: Mapping[Path, bytes], tables: dict[Path, bytes], faults: Faults
) -> Node:
    """All files as one map; empty where none could be read. `tables` takes the CSV files up."""

    def table(file: Path, named_at: Place) -> bytes | None:
        try:
            tables[file] = content = _content(file)
        except (OSError, ValueError) as error:  # a NUL in the path is a ValueError
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            faults.unreadable(named_at, f"{shown(file.name)} cannot be read: {reason}")
            return None
        return content

    parts = [parse(file, content, faults) for file, content in files.items()]
    readable = [with_tables(part, Campus, table, faults) for part in parts if part is not None]
    return merged(readable or [Node({}, Place(path, 1))], "", faults)


def _contents(path: Path, faults: Faults) -> dict[Path, bytes]:
    """The files that could be read, the main one first."""
    contents = {}
    for file in [path, *_fragments(path.parent / "conf.d", faults)]:
        try:
            contents[file] = _content(file)
        except OSError as error:
            faults.unreadable(Place(file, 1), f"cannot be read: {error.strerror or error}")
    return contents


def _fragments(folder: Path, faults: Faults) -> list[Path]:
    """conf.d/*.yaml by name. Hidden files are editors'; another ending is probably a slip."""
    try:
        found = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        faults.unreadable(Place(folder, 1), f"cannot be read: {error.strerror}")
        return []
    for file in found:
        if file.suffix in {".yml", ".json"}:
            faults.add(Place(file, 1), "", "is not read; files here are named *.yaml")
    return [file for file in found if file.suffix == ".yaml"]


def _content(file: Path) -> bytes:
    """Raises OSError for what is no file of a bearable size: a pipe would hold us for ever."""
    status = file.stat()
    if stat.S_ISDIR(status.st_mode) or not stat.S_ISREG(status.st_mode):
        raise OSError("it is no regular file")
    with file.open("rb") as stream:
        content = stream.read(FILE_AT_MOST_BYTES + 1)
    if len(content) > FILE_AT_MOST_BYTES:
        raise OSError(f"it is larger than {FILE_AT_MOST_BYTES // 2**20} MiB; split it")
    return content


def _settings(root: Node, context: Mapping[str, object], faults: Faults) -> Settings | None:
    others = {"targets", "campus"}
    own = only(root, {key: root.keys[key] for key in root.keys if key not in others})
    settings = validated(Settings, Spot(own, "", others), faults, context)
    if settings is not None:
        _check_polling(settings.polling, own, faults)
        check_interpretations(own, faults)
    return settings


def _check_polling(polling: Polling, root: Node, faults: Faults) -> None:
    interval_seconds, back_off_seconds = polling.interval_seconds, polling.back_off_at_most_seconds
    if polling.timeout_seconds > interval_seconds:
        node = find(root, ("polling", "timeout_seconds"))
        faults.add(node.place, "polling", too_long(polling.timeout_seconds, interval_seconds))
    if back_off_seconds is not None and back_off_seconds < interval_seconds:
        node = find(root, ("polling", "back_off_at_most_seconds"))
        message = (
            f"back_off_at_most_seconds ({back_off_seconds:g}) is shorter than"
            f" interval_seconds ({interval_seconds:g})"
        )
        faults.add(node.place, "polling", message)


def _polling(root: Node) -> Polling:
    """What probes are checked against while other settings are wrong."""
    given = root.keys.get("polling")
    polling = validated(Polling, Spot(given, ""), Faults()) if given is not None else None
    return polling or Polling()


def _campus(root: Node, inventory: Inventory, faults: Faults) -> Campus | None:
    """The facts of the files with the devices of the inventory; None where they are faulty."""
    node = root.keys.get("campus", Node({}, root.place))
    if node.broken:
        return None
    written = node.keys.get("devices")
    if written is not None:
        message = "is filled from the targets; remove it (in_scope, role and building stand there)"
        faults.add(written.place, "campus.devices", message)
    if isinstance(node.value, dict):
        node = only(node, {key: node.keys[key] for key in node.keys if key != "devices"})
    campus = validated(Campus, Spot(node, "campus"), faults)
    return campus and campus.model_copy(update={"devices": list(inventory.devices)})


def _in_order(faults: Faults, files: Mapping[Path, bytes]) -> tuple[Fault, ...]:
    """By file as read, then by line; each once."""
    order = {file: index for index, file in enumerate(files)}
    unread = len(order)
    once = dict.fromkeys(faults.found)
    return tuple(sorted(once, key=lambda fault: (order.get(fault.file, unread), fault.line)))


def _digest(files: Mapping[Path, bytes]) -> str:
    digest = hashlib.sha256()
    for file, content in files.items():
        digest.update(f"{file.name}\0{len(content)}\0".encode(errors="surrogateescape"))
        digest.update(content)
    return digest.hexdigest()

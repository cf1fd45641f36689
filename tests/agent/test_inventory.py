"""From the inventory to targets, probes and devices; and the secrets that it names."""

import logging
import re
from pathlib import Path

import pytest

from agent.config import Configuration, load
from agent.config_error import ConfigError
from agent.credentials import SECRET_AT_MOST_BYTES, resolver
from agent.inventory import ProbeEntry
from checks.campus import Device
from checks.clause import load_standards
from collectors.catalogue import COLLECTORS
from collectors.snmp.options import SnmpOptions
from collectors.ups import UPS, UpsOptions

EXAMPLE = Path(__file__).parents[2] / "deploy" / "examples" / "campus-auditor.yaml"
EXAMPLE_SECRETS = {
    "CAMPUS_COMMUNITY": "canary-community",
    "CAMPUS_AUTH_KEY": "canary-auth-key",
    "CAMPUS_PRIVACY_KEY": "canary-privacy-key",
    "CAMPUS_SSH_PASSWORD": "canary-password",
}

MAIN = """
site: {name: Example School, profiles: [jj]}
store: {url: "sqlite:///auditor.db"}
polling: {interval_seconds: 30, timeout_seconds: 5}
targets:
"""


def inventory(folder: Path, targets: str, **environment: str) -> Configuration:
    path = folder / "campus-auditor.yaml"
    path.write_text(MAIN + targets, encoding="utf-8")
    return load(path, COLLECTORS, load_standards(), environment)


def messages(folder: Path, targets: str, **environment: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        inventory(folder, targets, **environment)
    return [f"{fault.path}: {fault.message}" for fault in caught.value.faults]


# --- the shipped example -------------------------------------------------------------------


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Configuration:
    for name, plain in EXAMPLE_SECRETS.items():
        monkeypatch.setenv(name, plain)
    return load(EXAMPLE, COLLECTORS, load_standards())


def test_the_shipped_example_loads_whole(example: Configuration) -> None:
    assert example.site.name_zh == "示范大学"
    assert set(example.site.profiles) == load_standards().keys()
    assert len(example.targets) == 13
    assert {probe.collector.name for probe in example.probes} == COLLECTORS.keys()
    assert example.campus.people is not None
    assert example.campus.people.students == 3600
    assert example.store.url.reveal() == f"sqlite:///{EXAMPLE.parent}/auditor.db"
    assert example.notices.receivers[0].url.reveal() == "http://127.0.0.1:9094/notices"


def test_the_example_has_every_fact(example: Configuration) -> None:
    facts = example.campus.model_dump()
    assert [key for key, value in facts.items() if value is None] == []


def test_the_examples_secrets_are_read_and_never_printed(example: Configuration) -> None:
    options = next(probe.options for probe in example.probes if probe.target.name == "access-1")
    assert isinstance(options, SnmpOptions)
    assert options.auth_key is not None
    assert options.auth_key.reveal() == "canary-auth-key"
    assert "canary" not in repr(example)


def test_without_its_secrets_the_example_says_which_are_missing() -> None:
    with pytest.raises(ConfigError) as caught:
        load(EXAMPLE, COLLECTORS, load_standards(), {})
    assert {fault.file.name for fault in caught.value.faults} == {"targets.yaml"}
    said = "\n".join(fault.message for fault in caught.value.faults)
    assert [name for name in EXAMPLE_SECRETS if name not in said] == []


# --- targets and probes --------------------------------------------------------------------


def test_a_probe_takes_from_polling_what_it_does_not_set(tmp_path: Path) -> None:
    configuration = inventory(
        tmp_path,
        """
  - name: ups-1
    address: ::1
    role: ups
    building: main
    probes:
      - {collector: nut, ups: a}
      - {collector: nut, ups: b, name: second, interval_seconds: 10, timeout_seconds: 2.5}
""",
    )
    first, second = configuration.probes
    assert (first.name, first.interval_seconds, first.timeout_seconds) == ("ups-1/nut", 30, 5)
    assert (second.name, second.interval_seconds, second.timeout_seconds) == (
        "ups-1/second", 10, 2.5
    )  # fmt: skip
    assert first.collector is UPS
    assert first.options == UpsOptions(ups="a")
    assert first.target is configuration.targets[0]
    assert dict(first.target.labels) == {"role": "ups", "building": "main"}
    assert first.target.address == "::1"


def test_every_target_is_a_device_and_polled_where_it_has_a_probe(tmp_path: Path) -> None:
    configuration = inventory(
        tmp_path,
        """
  - {name: a, address: 127.0.0.1, role: core, building: main, probes: [{collector: nut}]}
  - {name: b, address: b.example.edu, role: camera, in_scope: false}
""",
    )
    assert configuration.campus.devices == [
        Device(name="a", role="core", building="main", in_scope=True, polled=True),
        Device(name="b", role="camera", building=None, in_scope=False, polled=False),
    ]


def test_one_name_for_a_probe_may_stand_on_two_targets(tmp_path: Path) -> None:
    configuration = inventory(
        tmp_path,
        """
  - {name: a, address: 127.0.0.1, role: ups, probes: [{collector: nut, name: power}]}
  - {name: b, address: 127.0.0.1, role: ups, probes: [{collector: nut, name: power}]}
""",
    )
    assert [probe.name for probe in configuration.probes] == ["a/power", "b/power"]


@pytest.mark.parametrize("collector", COLLECTORS.values(), ids=COLLECTORS)
def test_no_collectors_option_hides_behind_a_key_of_every_probe(collector: object) -> None:
    options = next(each.options for each in COLLECTORS.values() if each is collector)
    assert options.model_fields.keys() & ProbeEntry.model_fields.keys() == set()


FAULTY = {
    "targets are a list": (
        "  a: {address: 127.0.0.1}",
        ["targets: expected a list of targets (`- name: …`)"],
    ),
    "a target is a map": ("  - a", ["targets[0]: expected a map of keys, found the text `a`"]),
    "probes are a list": (
        "  - {name: a, address: a, role: ups, probes: {collector: nut}}",
        ["targets[a].probes: expected a list of probes (`- collector: …`)"],
    ),
    "a probe is a map": (
        "  - {name: a, address: a, role: ups, probes: [nut]}",
        ["targets[a].probes[0]: expected a map of keys, found the text `nut`"],
    ),
    "a probe has a collector": (
        "  - {name: a, address: a, role: ups, probes: [{port: 1}]}",
        ["targets[a].probes[0]: the key `collector` is missing"],
    ),
    "a collector is text": (
        "  - {name: a, address: a, role: ups, probes: [{collector: 1}]}",
        ["targets[a].probes[0].collector: expected text, but `1` is read as the number 1;"
         " quote it"],
    ),
    "a version is text": (
        "  - {name: a, address: a, role: ups, probes: [{collector: snmp, version: 3}]}",
        ["targets[a].probes[0].version: expected one of 1, 2c, 3, but `3` is read as the number 3;"
         " quote it"],
    ),
    "a schedule's key is suggested too": (
        "  - {name: a, address: a, role: ups, probes: [{collector: nut, intervall: 5}]}",
        ["targets[a].probes[0].intervall: unknown key `intervall`;"
         " did you mean `interval_seconds`?"],
    ),
    "a short interval needs a short timeout": (
        "  - {name: a, address: a, role: ups, probes: [{collector: nut, interval_seconds: 2}]}",
        ["targets[a].probes[0]: timeout_seconds (5) is longer than interval_seconds (2);"
         " what a probe does not set comes from `polling`"],
    ),
    "the probes of a faulty target are checked as well": (
        "  - {name: a, address: a/b, role: ups, probes: [{collector: nut, port: 0}]}",
        ["targets[a].address: expected an IP address or a host name, without scheme, port or path",
         "targets[a].probes[0].port: must be 1 or more, found `0`"],
    ),
    "a fault in a list of a collector's own": (
        "  - {name: a, address: a, role: broker, probes: [{collector: mqtt, gateways:"
        " [{name: g, topic: t, offline: x}]}]}",
        ["targets[a].probes[0].gateways[g].offline: unknown key `offline`;"
         " did you mean `offline_payload`?"],
    ),
    "what YAML has no value for": (
        "  - {name: a, address: a, role: ups, building: , probes: }",
        ["targets[0].building: nothing stands here; leave the key out if it is not known,"
         " write [] if there is none",
         "targets[0].probes: nothing stands here; leave the key out if it is not known,"
         " write [] if there is none"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("targets", "expected"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_inventory_says_what_was_meant(
    tmp_path: Path, targets: str, expected: list[str]
) -> None:
    assert messages(tmp_path, targets) == expected


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("10.1.1.1", True),
        ("2001:db8::1", True),
        ("fe80::1%eth0", True),
        ("core_1.campus.example.edu.", True),
        ("10.1.1.300", False),
        ("10.1.1", False),
        ("10.1.1.1:161", False),
        ("[::1]", False),
        ("a b", False),
        ("-a", False),
        ("", False),
        ("a..b", False),
        ("a" * 64, False),
        ("校园", False),
    ],
)
def test_an_address_is_an_ip_address_or_a_host_name(
    tmp_path: Path, address: str, *, fine: bool
) -> None:
    targets = f'  - {{name: a, address: "{address}", role: core}}'
    if fine:
        assert inventory(tmp_path, targets).targets[0].address == address
    else:
        assert messages(tmp_path, targets)[0].startswith("targets[a].address: ")


def test_a_large_inventory_loads_with_every_probe(tmp_path: Path) -> None:
    switch = (
        "  - {{name: sw-{0}, address: 10.0.0.1, role: access, probes: [{{collector: snmp,"
        " version: 2c, community: env:COMMUNITY, read: [system, interfaces]}}]}}\n"
    )
    targets = "".join(switch.format(number) for number in range(1000))
    configuration = inventory(tmp_path, targets, COMMUNITY="canary")
    assert len(configuration.probes) == 1000
    assert configuration.probes[999].name == "sw-999/snmp"


# --- secrets -------------------------------------------------------------------------------


def test_a_secret_comes_from_the_environment() -> None:
    assert resolver({"NAME": " with blanks "})("env:NAME") == " with blanks "


@pytest.mark.parametrize(
    ("content", "plain"),
    [(b"a", "a"), (b"a\n", "a"), (b"a\n\n", "a\n"), (b"a\r\n", "a"), ("密".encode(), "密")],
)
def test_a_secret_of_a_file_loses_one_newline(tmp_path: Path, content: bytes, plain: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    assert resolver({})(f"file:{file}") == plain


def test_a_systemd_credential_is_a_file_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "upsd").write_text("secret\n", encoding="utf-8")
    assert resolver({"CREDENTIALS_DIRECTORY": str(tmp_path)})("credential:upsd") == "secret"


def test_a_file_that_everybody_may_read_is_warned_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "secret"
    file.write_text("canary", encoding="utf-8")
    file.chmod(0o644)
    resolve = resolver({})
    with caplog.at_level(logging.WARNING):
        assert resolve(f"file:{file}") == resolve(f"file:{file}") == "canary"
    assert [record.getMessage() for record in caplog.records] == [
        f"file:{file} can be read by every user; take that right away (chmod o-r)"
    ]
    caplog.clear()
    file.chmod(0o640)
    resolver({})(f"file:{file}")
    assert caplog.records == []


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("canary", "a secret is named by reference (env:NAME, file:/path or credential:NAME),"),
        ("", "a secret is named by reference"),
        ("ENV:NAME", "a secret is named by reference"),
        ("env:", "after env: stands the name of an environment variable"),
        ("env:canary-1", "after env: stands the name of an environment variable"),
        ("env:UNSET", "the environment variable UNSET is not set"),
        ("env:EMPTY", "the environment variable EMPTY is set, but empty"),
        ("file:canary", "after file: stands an absolute path"),
        ("file:/nonexistent", "file:/nonexistent cannot be read: No such file or directory"),
        ("file:/", "file:/ is no regular file"),
        ("file:{folder}/empty", "is empty"),
        ("file:{folder}/binary", "is not UTF-8"),
        ("file:{folder}/large", "is larger than 65,536 bytes"),
        ("file:/a\0b", "null"),
        ("credential:../canary", "after credential: stands the name given in LoadCredential="),
        ("credential:..", "after credential: stands the name given in LoadCredential="),
        ("credential:missing", "credential:missing cannot be read: No such file or directory"),
    ],
)
def test_a_missing_secret_is_named_and_a_plain_one_is_not(
    tmp_path: Path, reference: str, message: str
) -> None:
    (tmp_path / "empty").write_bytes(b"\n")
    (tmp_path / "binary").write_bytes(b"canary\xff")
    (tmp_path / "large").write_bytes(b"x" * (SECRET_AT_MOST_BYTES + 1))
    resolve = resolver({"EMPTY": "", "CREDENTIALS_DIRECTORY": str(tmp_path)})
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        resolve(reference.format(folder=tmp_path))
    assert "canary" not in str(caught.value)

"""What an inventory may say of an SNMP probe, and the message for what it may not."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from collectors.snmp.collector import SNMP, SUBJECTS
from collectors.snmp.options import SnmpOptions
from collectors.target import RESOLVE

EXAMPLES = Path(__file__).resolve().parents[3] / "deploy" / "examples" / "conf.d"
COMMUNITY = {"community": "env:COMMUNITY"}
USER: dict[str, Any] = {
    "version": "3",
    "user": "auditor",
    "auth_protocol": "sha256",
    "auth_key": "env:AUTH",
    "privacy_protocol": "aes128",
    "privacy_key": "env:PRIVACY",
}


def resolve(reference: str) -> str:
    return {"env:SHORT": "seven77"}.get(reference, f"the secret behind {reference}")


def load(given: dict[str, Any]) -> SnmpOptions:
    return SnmpOptions.model_validate(given, context={RESOLVE: resolve})


@pytest.mark.parametrize(
    "given",
    [
        COMMUNITY,
        {**COMMUNITY, "read": ["system", "interfaces"], "port": 10161, "retries": 0},
        {"version": "2c", **COMMUNITY, "request_timeout_seconds": 1},
        {"version": "1", **COMMUNITY},
        {**COMMUNITY, "engine": "pysnmp"},
        USER,
        {**USER, "context_name": "vlan-7"},
        {**USER, "engine_id": "80001F8880a1"},
        {"version": "3", "user": "auditor"},
        {"version": "3", "user": "auditor", "auth_protocol": "sha1", "auth_key": "env:AUTH"},
        {**USER, "auth_protocol": "md5", "privacy_protocol": "des", "allow_weak": True},
        {**USER, "privacy_protocol": "aes256c"},
    ],
)
def test_accepted(given: dict[str, Any]) -> None:
    load(given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "version 2c needs a community"),
        ({"version": "3"}, "version 3 needs a user"),
        ({**COMMUNITY, "user": "auditor"}, "user belongs to version 3"),
        ({**COMMUNITY, "auth_key": "env:AUTH"}, "auth_key belongs to version 3"),
        ({**USER, **COMMUNITY}, "community belongs to versions 1 and 2c"),
        ({**USER, "auth_key": None}, "auth_protocol and auth_key go together"),
        ({**USER, "privacy_protocol": None}, "privacy_protocol and privacy_key go together"),
        (
            {**USER, "auth_protocol": None, "auth_key": None},
            "privacy needs authentication: auth_protocol is missing",
        ),
        ({**USER, "auth_protocol": "md5"}, "md5 is broken; allow_weak: true takes it"),
        ({**USER, "privacy_protocol": "des"}, "des is broken; allow_weak: true takes it"),
        ({**USER, "auth_key": "env:SHORT"}, "auth_key has fewer than 8 characters"),
        ({**USER, "privacy_key": "env:SHORT"}, "privacy_key has fewer than 8 characters"),
        ({**COMMUNITY, "read": []}, "at least 1 item"),
        ({**COMMUNITY, "read": ["system", "system"]}, "a subject is named twice"),
        ({**COMMUNITY, "read": ["routes"]}, "'system', 'interfaces'"),
        ({**COMMUNITY, "version": "1", "engine": "pysnmp"}, "version 1 needs engine: own"),
        ({"version": "1"}, "version 1 needs a community"),
        ({**COMMUNITY, "engine_id": "80001f8880a1"}, "engine_id belongs to version 3"),
        ({**USER, "engine_id": "80001f88"}, "String should match pattern"),
        ({**USER, "engine_id": "80001f8880a"}, "String should match pattern"),
        ({**COMMUNITY, "version": 3}, "'1', '2c' or '3'"),
        ({**COMMUNITY, "port": 0}, "greater than or equal to 1"),
        ({**COMMUNITY, "port": "161"}, "valid integer"),
        ({**COMMUNITY, "engine": "net-snmp"}, "'own' or 'pysnmp'"),
        ({**COMMUNITY, "comunity": "x"}, "Extra inputs are not permitted"),
        ({"community": 4711}, "a secret is named by reference"),
    ],
)
def test_refused_with_the_reason(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        load(given)
    assert message in str(raised.value)
    assert "the secret behind" not in str(raised.value)
    assert "seven77" not in str(raised.value)


def test_every_subject_can_be_read_and_its_quantities_are_declared() -> None:
    options = load({**COMMUNITY, "read": list(SUBJECTS)})
    assert list(options.read) == list(SUBJECTS)
    declared = {quantity for subject in SUBJECTS.values() for quantity in subject.measures}
    assert set(SNMP.measures) == declared


def test_the_examples_probes_are_accepted() -> None:
    inventory = yaml.safe_load((EXAMPLES / "targets.yaml").read_text(encoding="utf-8"))
    of_the_schedule = ("collector", "interval_seconds", "timeout_seconds")
    probes = [
        {key: value for key, value in probe.items() if key not in of_the_schedule}
        for target in inventory["targets"]
        for probe in target["probes"]
        if probe["collector"] == "snmp"
    ]
    assert len(probes) >= 4
    for probe in probes:
        load(probe)

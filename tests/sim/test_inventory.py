"""The configuration that the simulator writes is one that the auditor takes as it stands."""

import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.config import load as load_configuration
from checks.clause import load_standards
from collectors.catalogue import COLLECTORS
from sim.campus import Campus, running
from sim.certificate import QUICK
from sim.inventory import Settings, facts, write
from sim.scenario import OwnLimit, load


@pytest.fixture
async def campus() -> AsyncIterator[Campus]:
    async with running(load("minimal")) as started:
        yield started


@pytest.fixture(params=["minimal", "demo"])
async def each_campus(request: pytest.FixtureRequest) -> AsyncIterator[Campus]:
    async with running(load(request.param)) as started:
        yield started


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


async def test_the_auditor_reads_it_without_a_fault(each_campus: Campus, tmp_path: Path) -> None:
    configuration = load_configuration(
        write(each_campus, tmp_path, Settings()), COLLECTORS, load_standards()
    )
    devices = each_campus.scenario.devices
    polled = {device.name for device in devices.running()}
    assert {probe.target.name for probe in configuration.probes} == polled
    known = polled | {device.name for device in devices.not_polled}
    assert {target.name for target in configuration.targets} == known


@pytest.mark.parametrize("settings", [Settings(), QUICK], ids=["ordinary", "quick"])
async def test_one_of_everything_is_read_without_a_fault(
    settings: Settings, tmp_path: Path
) -> None:
    async with running(load("whole")) as whole:
        path = write(whole, tmp_path, settings)
        probes = load_configuration(path, COLLECTORS, load_standards()).probes
        (helped,) = (probe for probe in probes if probe.target.name == "helper-north")
        assert helped.written["helper"] == str(whole.socket("helper-north"))
        with pytest.raises(KeyError):
            whole.socket("vantage-north")


async def test_each_probe_asks_the_port_that_the_device_listens_on(
    campus: Campus, tmp_path: Path
) -> None:
    write(campus, tmp_path, Settings())
    told = set()
    for target in read(tmp_path / "conf.d/targets.yaml")["targets"]:
        for probe in target.get("probes", []):
            ports = campus.devices[target["name"]].ports.values()
            port = probe.get("port") or int(probe["url"].split(":")[2].split("/")[0])
            assert port in ports, target["name"]
            told.add(target["name"])
    assert told == {device.name for device in campus.scenario.devices.running()}


async def test_secrets_stand_in_files_that_only_the_owner_reads(
    campus: Campus, tmp_path: Path
) -> None:
    main = write(campus, tmp_path, Settings())
    files = [*(tmp_path / "secrets").iterdir()]
    assert len(files) == 4
    documents = [main, tmp_path / "conf.d/targets.yaml", tmp_path / "conf.d/campus.yaml"]
    written = "".join(path.read_text(encoding="utf-8") for path in documents)
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_text(encoding="utf-8").strip() not in written.replace(str(path), "")
        assert f"file:{path}" in written


async def test_the_settings_stand_in_the_main_file(campus: Campus, tmp_path: Path) -> None:
    settings = Settings(
        interval_seconds=3,
        timeout_seconds=2,
        freshness_at_most_seconds=9,
        sustain_at_most_seconds=0,
        store_url="sqlite:///kept.db",
        http_port=9877,
    )
    document = read(write(campus, tmp_path, settings))
    port = campus.receiver.ports["http"]
    assert document["polling"] == {
        "interval_seconds": 3,
        "timeout_seconds": 2,
        "back_off_at_most_seconds": 9,
    }
    assert document["audit"] == {
        "freshness_at_most_seconds": 9,
        "sustain_at_most_seconds": 0,
        "interpretations": {"I-32": "present"},
    }
    assert document["store"] == {"url": "sqlite:///kept.db"}
    assert document["http"] == {"listen": "127.0.0.1", "port": 9877}
    assert document["notices"]["receivers"] == [
        {"name": "duty", "kind": "webhook", "url": f"http://127.0.0.1:{port}/notices"}
    ]


async def test_limits_of_the_schools_own_are_written_as_the_auditor_takes_them(
    tmp_path: Path,
) -> None:
    own = {"zz-6.1-2b": OwnLimit(at_most=0.05), "bjhei-net-04-2": OwnLimit(at_least=1)}
    async with running(load("minimal").model_copy(update={"own_limits": own})) as limited:
        path = write(limited, tmp_path, Settings())
    assert read(path)["audit"]["own_limits"] == [
        {"clause": "zz-6.1-2b", "at_most": 0.05},
        {"clause": "bjhei-net-04-2", "at_least": 1},
    ]
    rules = load_configuration(path, COLLECTORS, load_standards()).clause_rules
    assert {clause: each.limit for (_, clause), each in rules.own_limits.items()} == {
        "zz-6.1-2b": 0.05,
        "bjhei-net-04-2": 1,
    }


async def test_the_auditor_is_told_of_no_receiver_where_none_is_wanted(
    campus: Campus, tmp_path: Path
) -> None:
    document = read(write(campus, tmp_path, Settings(tell_receiver=False)))
    assert document["notices"] == {"receivers": []}


async def test_it_can_be_written_again_over_the_last_one(campus: Campus, tmp_path: Path) -> None:
    write(campus, tmp_path, Settings())
    first = (tmp_path / "conf.d/targets.yaml").read_text(encoding="utf-8")
    write(campus, tmp_path, Settings())
    assert (tmp_path / "conf.d/targets.yaml").read_text(encoding="utf-8") == first


def test_facts_are_of_so_many_days_ago_and_what_was_left_out_stays_out() -> None:
    written = load("minimal").campus
    today = datetime.now(UTC).date()
    plain = facts(written, today)
    assert plain["people"]["as_of"] == today - timedelta(days=30)
    assert plain["circuits"][0]["as_of"] == today - timedelta(days=90)
    assert "as_of_days_ago" not in str(plain)
    assert "temperature_sensors" not in plain["rooms"][0]

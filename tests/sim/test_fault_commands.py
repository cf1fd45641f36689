"""`campus-sim faults`: what it lists, and what it does to a campus that runs beside it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest
from click.testing import CliRunner, Result

from sim.__main__ import main
from sim.faults import Fault
from tests.conftest import free_port


def called(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["faults", *arguments])


@pytest.fixture(scope="module")
def campus() -> Iterator[Mapping[str, str]]:
    """A campus with wires, in a process of its own: what it prints last, by what comes first."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "run", "minimal", "--wires"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    told: dict[str, str] = {}
    try:
        assert process.stdout is not None
        while "control:" not in told:
            first, *_, last = process.stdout.readline().split()
            told[first] = last
        yield told
    finally:
        process.terminate()
        _, complaints = process.communicate(timeout=30)
    assert (process.returncode, complaints) == (0, "")


@pytest.fixture
def url(campus: Mapping[str, str]) -> str:
    return campus["control:"]


def test_faults_and_devices_are_listed() -> None:
    result = called("list", "--scenario", "minimal")
    assert result.exit_code == 0
    words = [line.split()[0] for line in result.output.splitlines() if line]
    assert words[: len(Fault)] == [fault.value for fault in Fault]
    assert "wlc-1" in words


def test_a_fault_is_injected_and_ended(url: str) -> None:
    result = called("inject", "dns-1", "silent", "--url", url)
    assert (result.exit_code, result.output) == (0, "dns-1: fault silent\n")
    result = called("end", "dns-1", "--url", url + "/devices")
    assert (result.exit_code, result.output) == (0, "dns-1: fault silent ended\n")
    assert called("end", "dns-1", "--url", url).output == ""


def test_a_wire_is_spoilt_shown_and_cleaned_with_all_others(url: str) -> None:
    settings = ("loss_ratio=0.1", "seed=3", "refuse=true", "to_asker.delay_seconds=2e-1")
    result = called("wire", "core-1", *settings, "--url", url)
    assert result.exit_code == 0
    wire = {"loss_ratio": 0.1, "seed": 3, "refuse": True, "to_asker": {"delay_seconds": 0.2}}
    assert json.loads(result.output)["wire"] == wire
    shown = json.loads(called("wire", "core-1", "--url", url).output)
    assert shown["wire"] == wire
    assert shown["counts"]["to_device"]["lost"] == 0
    called("inject", "portal", "slow", "--url", url)
    result = called("end", "all", "--url", url)
    assert result.output.splitlines() == ["core-1: wire clean", "portal: fault slow ended"]
    assert json.loads(called("wire", "core-1", "--url", url).output)["wire"] == {}


REFUSED = {
    "an unknown device": (["inject", "nobody", "slow"], "there is no device nobody; there are: "),
    "a device with a strange name": (["inject", "../x?y", "slow"], "there is no device ../x?y"),
    "an unknown fault": (["inject", "dns-1", "lazy"], "'lazy' is not one of 'none', 'silent'"),
    "an unknown device to end": (["end", "nobody"], "there is no device nobody; there are: "),
    "a wire of an unknown device": (["wire", "nobody"], "there is no device nobody"),
    "an unknown setting": (["wire", "dns-1", "loss=1"], "loss: Extra inputs are not permitted"),
    "a share beyond all": (["wire", "dns-1", "loss_ratio=2"], "loss_ratio: Input should be less"),
    "a setting without a value": (["wire", "dns-1", "loss_ratio"], "'loss_ratio' is not KEY=VALUE"),
    "a setting without a key": (["wire", "dns-1", "=1"], "'=1' is not KEY=VALUE"),
    "a value that is none": (["wire", "dns-1", "seed=many"], "seed: 'many' is no number, true or"),
    "a key both alone and with a direction": (
        ["wire", "dns-1", "to_asker=1", "to_asker.loss_ratio=1"], "to_asker is given twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_wrong_usage_is_refused_in_words_with_exit_code_2(
    url: str, arguments: list[str], message: str
) -> None:
    result = called(*arguments, "--url", url)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize("given", ["campus", "ftp://127.0.0.1", "http://", "http://[::1"])
def test_what_is_no_url_is_refused_with_exit_code_2(given: str) -> None:
    result = called("end", "all", "--url", given)
    assert result.exit_code == 2
    assert "is no URL, such as http://127.0.0.1:8080" in result.output


def test_where_nobody_answers_the_exit_code_is_1() -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    result = called("inject", "dns-1", "slow", "--url", nobody)
    assert result.exit_code == 1
    assert f"{nobody} cannot be reached: " in result.output


def test_where_another_server_answers_the_exit_code_is_1(campus: Mapping[str, str]) -> None:
    for command in (["inject", "dns-1", "slow"], ["wire", "dns-1"], ["end", "all"]):
        result = called(*command, "--url", f"http://127.0.0.1:{campus['portal']}")
        assert result.exit_code == 1
        assert "answers, and is no control interface of a campus" in result.output

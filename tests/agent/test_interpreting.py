"""What a site may choose of the documents' readings, and what it is told where it may not."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.__main__ import main
from agent.config import Configuration, load
from agent.config_error import ConfigError
from agent.one_shot import audit_once
from checks.clause import load_standards
from checks.indicators import INDICATORS
from checks.interpretation import load_interpretations
from checks.verdict import Outcome
from collectors.catalogue import COLLECTORS
from tests.checks.switches import NOT_LOOKED_AT, NOTHING_MEASURES

STANDARDS = load_standards()

#: A circuit whose port nobody can read: only the contract tells anything.
UNREAD = """\
site: {name: Example School, profiles: [jj]}
store: {url: 'sqlite:///auditor.db'}
targets:
  - {name: core-1, address: 127.0.0.1, role: core}
campus:
  people: {staff: 400, students: 3600, as_of: AS_OF, source: registry}
  circuits:
    - name: cernet
      kind: cernet
      target: core-1
      interface: XGE1
      contract_bits_per_second: 4000000000
      as_of: AS_OF
      source: contract
audit:
  interpretations:
    HERE
"""


def configured(folder: Path, chosen: str) -> Path:
    path = folder / "campus-auditor.yaml"
    today = datetime.now(UTC).date().isoformat()  # heads grow stale
    path.write_text(UNREAD.replace("AS_OF", today).replace("HERE", chosen), encoding="utf-8")
    return path


def read(path: Path) -> Configuration:
    return load(path, COLLECTORS, STANDARDS, {})


def faults(folder: Path, chosen: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(configured(folder, chosen))
    return [str(fault).split(".yaml:", 1)[1] for fault in caught.value.faults]


WRONG = {
    "an interpretation that there is not": (
        "I-63: port_only",
        "17: audit.interpretations.I-63: no interpretation is named `I-63`; they are I-1 to I-62;"
        " did you mean",
    ),
    "a choice spelled otherwise": (
        "I-12: port_onyl",
        "17: audit.interpretations.I-12: I-12 cannot be read as `port_onyl`; expected one of"
        " min_contract_port, port_only, contract_only, internet_only; did you mean `port_only`?",
    ),
    "the choice of another": (
        "I-2: decimal",
        "17: audit.interpretations.I-2: I-2 cannot be read as `decimal`; expected one of bit, byte",
    ),
    "a note that is no question": (
        "I-9: at_least",
        "17: audit.interpretations.I-9: I-9 has one reading, as_recommended; leave it out",
    ),
    "no text": (
        "I-12: true",
        "17: audit.interpretations.I-12: expected text, but `true` is read as true; quote it",
    ),
    "a list": (
        "[I-12]",
        "16: audit.interpretations: expected a map of keys, found a list",
    ),
}


@pytest.mark.parametrize(("chosen", "message"), WRONG.values(), ids=WRONG)
def test_what_is_no_choice_is_refused_with_its_line_and_what_may_stand_there(
    tmp_path: Path, chosen: str, message: str
) -> None:
    (fault,) = faults(tmp_path, chosen)
    assert fault.startswith(message)


def test_every_wrong_choice_is_told_of_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, "I-63: a\n    I-64: b\n    I-12: c")
    assert [fault.split(":")[0] for fault in found] == ["17", "18", "19"]


@pytest.mark.parametrize("name", load_interpretations())
def test_every_choice_of_the_catalogue_may_stand_in_a_file(tmp_path: Path, name: str) -> None:
    for choice in load_interpretations()[name].choices:
        configuration = read(configured(tmp_path, f"{name}: {choice}"))
        assert configuration.audit.interpretations == {name: choice}


@pytest.mark.parametrize(
    ("choice", "outcome"),
    [("contract_only", Outcome.PASS), ("min_contract_port", Outcome.UNKNOWN)],
)
def test_the_choice_of_a_file_reaches_the_verdict_and_stands_beside_it(
    tmp_path: Path, choice: str, outcome: Outcome
) -> None:
    configuration = read(configured(tmp_path, f"I-12: {choice}"))
    snapshot = asyncio.run(audit_once(configuration, [STANDARDS["jj"]], INDICATORS))
    (verdict,) = [each for each in snapshot.verdicts if each.clause.id == "JJ010101.4"]
    assert verdict.outcome is outcome
    assert snapshot.interpretations.reading("I-12") == choice
    readings = {each.id: each.reading for each in verdict.interpretations}
    assert readings == {
        "I-1": "decimal",
        "I-5": "as_recommended",
        "I-12": choice,
        "I-13": "as_recommended",
    }


def listed(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["interpretations", *arguments])
    assert result.exit_code == 0
    return result.output


def test_the_command_lists_every_question_with_its_answers_and_what_they_change() -> None:
    document = json.loads(listed("--format", "json"))["interpretations"]
    assert [one["id"] for one in document] == list(load_interpretations())
    egress = next(one for one in document if one["id"] == "I-12")
    assert egress["default"] == "min_contract_port"
    assert list(egress["choices"]) == [
        "min_contract_port", "port_only", "contract_only", "internet_only"
    ]  # fmt: skip
    assert "egress_bits_per_second_per_person" in egress["indicators"]
    idle = {one["id"] for one in document if len(one["choices"]) > 1 and not one["effective"]}
    assert idle == NOTHING_MEASURES.keys() | NOT_LOOKED_AT.keys()


def test_the_table_marks_the_recommended_choice() -> None:
    text = listed()
    assert "* min_contract_port" in text
    assert "* port_only" not in text
    assert "  port_only" in text

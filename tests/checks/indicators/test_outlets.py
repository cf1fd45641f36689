"""Outlets of the ledger, held against people and against the ports that exist."""

from datetime import date

import pytest

from checks.campus import AccessPorts, Campus
from checks.equipment import OutletLedger
from checks.indicators.outlets import outlets
from checks.verdict import CauseKind
from collectors.probe import ProbeResult
from collectors.quantities import INTERFACE_UP
from tests.builders import DEVICE_GAPS, gap, only, people, said, seen, told


def ledger(count: int, unpatched: int = 0) -> OutletLedger:
    return OutletLedger(
        building="main", outlets=count, unpatched=unpatched, as_of=date(2026, 9, 1), source="ledger"
    )


def campus(*listed: OutletLedger) -> Campus:
    return Campus(
        people=people(staff=2, students=8),
        access_ports=[AccessPorts(target="a", interfaces=["GE*"], except_interfaces=["GE99"])],
        outlets=list(listed),
    )


def ports(number: int) -> ProbeResult:
    names = [*(f"GE{n}" for n in range(number)), "GE99", "XGE1"]
    return said("a", {INTERFACE_UP: dict.fromkeys(names, False)})


@pytest.mark.parametrize(("count", "value"), [(12, 1.2), (11, 1.1)])
def test_outlets_per_person(count: int, value: float) -> None:
    measured = only(outlets(campus(ledger(count)), seen(ports(12))))
    assert told(measured) == value
    assert "12 access ports ÷ 10 = 1.2" in measured.arithmetic


def test_a_ledger_that_claims_more_than_there_are_ports_is_not_believed() -> None:
    measured = only(outlets(campus(ledger(13)), seen(ports(12))))
    assert told(measured) is CauseKind.CONFLICT
    assert measured.why_not is not None
    assert measured.why_not.detail == (
        "the ledger claims 13 patched outlets, but there are 12 access ports"
    )


def test_outlets_that_are_said_to_lead_nowhere_need_no_port() -> None:
    assert told(only(outlets(campus(ledger(13, unpatched=1)), seen(ports(12))))) == 1.3


SILENT = {
    CauseKind.NOT_READ: CauseKind.NOT_READ,
    CauseKind.FAILED: CauseKind.FAILED,
    CauseKind.STALE: CauseKind.STALE,
}


@pytest.mark.parametrize(("kind", "cause"), SILENT.items())
def test_a_switch_that_does_not_tell_its_ports_leaves_it_unknown(
    kind: CauseKind, cause: CauseKind
) -> None:
    assert kind in DEVICE_GAPS
    readings = seen(*gap(kind, INTERFACE_UP, "a", "GE1"))
    assert told(only(outlets(campus(ledger(1)), readings))) is cause


def test_without_people_or_ports_it_is_unknown() -> None:
    nobody = campus(ledger(1)).model_copy(update={"people": None})
    assert told(only(outlets(nobody, seen(ports(12))))) is CauseKind.FACT_MISSING
    old = campus(ledger(1)).model_copy(update={"people": people(as_of=date(2026, 1, 1))})
    assert told(only(outlets(old, seen(ports(12))))) is CauseKind.FACT_STALE
    portless = campus(ledger(1)).model_copy(update={"access_ports": None})
    assert told(only(outlets(portless, seen(ports(12))))) is CauseKind.FACT_MISSING

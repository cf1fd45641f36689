"""Two egress routers, one of which is pulled: what the real daemon says of each egress and of the
answers by line, held against what was really so."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.collectors.path.egresses import cut, plug, pull, restore, two_egresses
from tests.collectors.path.network import Network
from tests.end_to_end.daemon import Daemon, Json
from tests.end_to_end.egress_campus import COMMUNITY, CONTRACTS, STAFF, STUDENTS, WWW, audited

pytestmark = pytest.mark.peer

PATIENCE_SECONDS = 40.0

CERNET, OPERATOR, PER_PERSON = "bjhei-net-05-1a", "bjhei-net-05-2", "bjhei-net-05-note"
BY_LINE = ("bjhei-svc-01-2", "zz-6.1-2c")
CLAUSES = (CERNET, OPERATOR, PER_PERSON, *BY_LINE)
LEAST_PER_PERSON = 1_000_000  # bit/s
GAP = "not known"

#: Outcomes by clause, and what evidence tells, by clause, quantity, target and instance.
Said = dict[str, object]


class Line(NamedTuple):
    """How it really is."""

    port: bool = True
    answers: bool = True


WHOLE, PULLED, CUT = Line(), Line(port=False, answers=False), Line(answers=False)


@pytest.fixture
def campus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    monkeypatch.setenv("CAMPUS_COMMUNITY", COMMUNITY)
    with two_egresses() as made:
        yield made


def truth(cernet: str, **lines: Line) -> Said:
    """What there is to say of these lines. That no answer comes by a line proves nothing of how
    its users are answered."""
    (operator,) = lines.keys() - {cernet}
    known = all(line.answers for line in lines.values())
    bits_per_second = sum(CONTRACTS[name] for name, line in lines.items() if line.port)
    each = bits_per_second / (STAFF + STUDENTS)
    right: Said = {
        CERNET: "pass" if all(lines[cernet]) else "fail",
        OPERATOR: "pass" if lines[operator].port else "fail",
        PER_PERSON: "pass" if each >= LEAST_PER_PERSON else "fail",
        "bits per second per person": each,
        **dict.fromkeys(BY_LINE, "pass" if known else "unknown"),
        f"{CERNET} interface_up router-{cernet} outer": lines[cernet].port,
        f"{CERNET} path_target_answers_ok noc {cernet}": lines[cernet].answers,
        f"{OPERATOR} interface_up router-{operator} outer": lines[operator].port,
    }
    for clause in BY_LINE:
        for name, line in lines.items():
            right[f"{clause} dns_line_ok dns-1 {name}"] = True if line.answers else GAP
            given = WWW[name] if line.answers else GAP
            right[f"{clause} dns_line_answer_info dns-1 {name}"] = given
    return right


def said(audit: Json) -> Said:
    clauses = {each["id"]: each for each in audit["clauses"] if each["id"] in CLAUSES}
    told: Said = {name: clause["outcome"] for name, clause in clauses.items()}
    told["bits per second per person"] = clauses[PER_PERSON]["value"]
    for name, clause in clauses.items():
        for part in (clause, *clause["subjects"]):
            for piece in part["evidence"]:
                of = f"{name} {piece['quantity']} {piece['source']} {piece['instance']}"
                told[of] = GAP if piece["problem"] else piece["value"]
    return told


async def becomes(daemon: Daemon, after: Said, before: Said) -> dict[str, str]:
    """The causes by clause, once all is said that is so `after`. On the way there from `before`
    no clause fails that fails in neither."""
    sound = [name for name in CLAUSES if "fail" not in {before.get(name), after[name]}]
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE_SECONDS
    while True:
        audit = await daemon.audit()
        told = said(audit)
        assert "fail" not in {told[name] for name in sound}, told
        wrong = {of: told.get(of) for of, value in after.items() if told.get(of) != value}
        if not wrong:
            causes = {each["id"]: each["cause"] for each in audit["clauses"]}
            return {name: cause["detail"] for name, cause in causes.items() if cause}
        assert loop.time() < end, f"said: {wrong}"
        await asyncio.sleep(0.1)


@pytest.mark.parametrize(("line", "other"), ["ab", "ba"])
async def test_the_line_that_is_pulled_fails_and_nothing_is_known_of_its_resolution(
    tmp_path: Path, campus: Network, line: str, other: str
) -> None:
    """Even before any route has moved: the host's own way out is by line a."""
    whole = truth("a", a=WHOLE, b=WHOLE)
    pulled = truth("a", **{line: PULLED, other: WHOLE})
    async with audited(campus, tmp_path, cernet="a") as daemon:
        await daemon.ready()
        await becomes(daemon, whole, before={})
        pull(campus, line)
        causes = await becomes(daemon, pulled, before=whole)
        assert all(f" of dns-1 {line}: " in causes[clause] for clause in BY_LINE)
        await plug(campus, line)
        await becomes(daemon, whole, before=pulled)


async def test_a_line_whose_far_side_is_cut_fails_for_its_silence_alone(
    tmp_path: Path, campus: Network
) -> None:
    """Its port stays up: what asks for no more than that still passes."""
    whole, silent = truth("b", a=WHOLE, b=WHOLE), truth("b", a=WHOLE, b=CUT)
    async with audited(campus, tmp_path, cernet="b") as daemon:
        await daemon.ready()
        await becomes(daemon, whole, before={})
        cut(campus, "b")
        causes = await becomes(daemon, silent, before=whole)
        for clause in BY_LINE:
            assert " of dns-1 b: no answer to A www.example.edu" in causes[clause]
        restore(campus, "b")
        await becomes(daemon, whole, before=silent)

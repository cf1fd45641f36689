"""The certifier against auditors that are right, or wrong in one way each."""

import time
from collections.abc import Callable, Iterable, Mapping
from html.parser import HTMLParser
from io import StringIO

import pytest
from rich.console import Console

from sim import certificate_report as report
from sim.campus import Campus, assembled
from sim.certificate import Certificate, Certifier, Finding
from sim.certificate_document import NOT_ALL_TRIED, Document, failed_run, merged, of_run
from sim.faults import Fault
from sim.inventory import Settings
from sim.scenario import load
from sim.scoreboard import Audit, Cause, Clause, Failure, Probe, Title
from sim.steps import Key
from sim.worlds import known

#: No time passes: who is not right at once is missed.
AT_ONCE = Settings(
    interval_seconds=0.0, timeout_seconds=0.0, freshness_at_most_seconds=0.0,
    sustain_at_most_seconds=0.0,
)  # fmt: skip
UPS = ("bjhei", "bjhei-sect-02-2a")
FEEDS = ("bjhei", "bjhei-dc-01-4a")
WATCHED = ("gj", "GJ010401.1")
ABOUT = frozenset({UPS, FEEDS, WATCHED})

Says = Callable[[Mapping[Key, str]], Mapping[Key, str]]
Probes = Callable[[Campus], Iterable[Probe]]


class Auditor:
    """Says what `says` makes of the truth, and of probes what `probes` does."""

    def __init__(self, campus: Campus, says: Says, probes: Probes) -> None:
        self._campus, self._says, self._probes = campus, says, probes

    async def audit(self) -> Audit:
        right = {key: outcome for key, outcome in known(self._campus).items() if key in ABOUT}
        clauses = [clause(key, out) for key, out in self._says(right).items()]
        return Audit(clauses=clauses, probes=list(self._probes(self._campus)))


def clause(key: Key, outcome: str) -> Clause:
    plain, _, kind = outcome.partition(" ")
    return Clause.model_validate(
        {
            "standard": key[0],
            "id": key[1],
            "title": Title(en="x", zh="x"),
            "outcome": plain,
            "indicator": "x",
            "required": "at least 1",
            "cause": Cause(kind=kind, detail="because") if kind else None,
        }
    )


def none(_: Campus) -> Iterable[Probe]:
    return ()


async def certified(says: Says, probes: Probes = none, *, faulty: bool = False) -> Certificate:
    campus = assembled(load("minimal"))
    asked = Auditor(campus, says, probes).audit
    return await Certifier(campus, asked, AT_ONCE, 0, faulty, ABOUT).certify()


def told(certificate: Certificate) -> Document:
    return of_run(certificate, "minimal", faults=False, took_seconds=1.0)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.certificate.LOOK_SECONDS", 0.0)
    monkeypatch.setattr("sim.certificate.JUDGING_SECONDS", 0.1)


def honest(right: Mapping[Key, str]) -> Mapping[Key, str]:
    return right


@pytest.mark.parametrize("faulty", [False, True])
async def test_an_auditor_that_is_right_is_certified(faulty: bool) -> None:
    certificate = await certified(honest, faulty=faulty)
    assert certificate.wrong == []
    assert certificate.live == certificate.tried == ABOUT
    assert certificate.turned == ABOUT
    assert told(certificate).exit_code == 0


async def test_a_pass_of_what_can_be_measured_is_as_good_as_a_pass() -> None:
    def partly(right: Mapping[Key, str]) -> Mapping[Key, str]:
        return {k: "unknown partly_proven" if o == "pass" else o for k, o in right.items()}

    assert (await certified(partly)).wrong == []


WRONG: dict[str, tuple[Says, set[Finding]]] = {
    "always content": (
        lambda right: dict.fromkeys(right, "pass"),
        {Finding.FALSE_PASS},
    ),
    "never content": (
        lambda right: dict.fromkeys(right, "fail"),
        {Finding.FALSE_FAIL, Finding.MISSED},
    ),
    "never sure": (
        lambda right: dict.fromkeys(right, "unknown"),
        {Finding.WRONG_UNKNOWN, Finding.MISSED},
    ),
    "takes silence for a fail": (
        lambda right: {k: "fail" if o == "unknown" else o for k, o in right.items()},
        {Finding.FALSE_FAIL},
    ),
}


@pytest.mark.parametrize(("says", "findings"), WRONG.values(), ids=WRONG)
async def test_each_way_to_be_wrong_has_its_name(says: Says, findings: set[Finding]) -> None:
    certificate = await certified(says)
    assert {wrong.finding for wrong in certificate.wrong} == findings
    assert told(certificate).exit_code == 1


async def test_an_outcome_that_is_neither_the_old_nor_the_new_one_is_found_on_the_way() -> None:
    """Right in the end is not enough: between two passes of one clause there is no fail."""
    seen: list[str] = []
    slips: list[int] = []

    def nervous(right: Mapping[Key, str]) -> Mapping[Key, str]:
        seen.append(right[FEEDS])
        if seen[-2:] != ["pass", "pass"] or slips:
            return right
        slips.append(len(seen))
        return {**right, FEEDS: "fail"}

    certificate = await certified(nervous)
    assert [(w.finding, w.key) for w in certificate.wrong] == [(Finding.FALSE_FAIL, FEEDS)]


def timed_out(target: str) -> Probe:
    return Probe(name="x", rounds=1, target=target, failure=Failure(kind="timeout"))


@pytest.mark.parametrize("busy_looks", [1, 10_000], ids=["once", "for ever"])
async def test_what_a_busy_machine_spoils_is_played_again_and_counts_at_last(
    busy_looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device that is well did not answer, and for as long a clause is wrong."""
    monkeypatch.setattr("sim.certificate.JUDGING_SECONDS", 0.0)
    looks: list[str] = []

    def busy(right: Mapping[Key, str]) -> Mapping[Key, str]:
        looks.append(right[FEEDS])
        return {**right, FEEDS: "unknown"} if len(looks) <= busy_looks else right

    def probes(campus: Campus) -> Iterable[Probe]:
        return [timed_out(next(iter(campus.devices)))] if len(looks) <= busy_looks else []

    certificate = await certified(busy, probes)
    if busy_looks == 1:
        assert (certificate.repeated, certificate.wrong) == (1, [])
    else:
        assert {wrong.key for wrong in certificate.wrong} == {FEEDS}
        assert certificate.repeated >= 2


async def test_what_could_not_be_looked_at_in_time_is_played_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The failure of a round may have come and gone between two looks."""
    monkeypatch.setattr("sim.certificate.LOOK_AT_MOST_SECONDS", 0.2)
    looks: list[str] = []

    def stalls(right: Mapping[Key, str]) -> Mapping[Key, str]:
        looks.append(right[FEEDS])
        if len(looks) > 1:
            return right
        time.sleep(0.3)
        return {**right, FEEDS: "fail"}

    monkeypatch.setattr("sim.certificate.JUDGING_SECONDS", 0.0)
    certificate = await certified(stalls)
    assert (certificate.repeated, certificate.wrong) == (1, [])


async def test_that_a_device_keeps_silent_which_shall_is_no_excuse() -> None:
    def silent(campus: Campus) -> Iterable[Probe]:
        return [timed_out(n) for n in campus.devices if campus.fault(n) is not Fault.NONE]

    def wrong(right: Mapping[Key, str]) -> Mapping[Key, str]:
        return {k: "fail" if o == "unknown" else o for k, o in right.items()}

    certificate = await certified(wrong, silent)
    assert certificate.repeated == 0
    assert certificate.wrong


async def test_only_the_clause_that_comes_too_late_is_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Others that turn by the same step, and were there in time, are not."""
    monkeypatch.setattr("sim.certificate.JUDGING_SECONDS", 0.4)
    turns: list[tuple[str, float]] = []

    def slow(right: Mapping[Key, str]) -> Mapping[Key, str]:
        now = time.monotonic()
        if not turns or turns[-1][0] != right[FEEDS]:
            turns.append((right[FEEDS], now))
        early = len(turns) > 1 and now - turns[-1][1] < 0.5
        return {**right, FEEDS: turns[-2][0]} if early else right

    certificate = await certified(slow)
    assert {(w.finding, w.key) for w in certificate.wrong} == {(Finding.LATE, FEEDS)}


async def test_a_live_clause_without_a_truth_keeps_the_certificate_open() -> None:
    campus = assembled(load("minimal"))

    async def asked() -> Audit:
        said = {**known(campus), ("zz", "zz-0"): "pass"}
        return Audit(clauses=[clause(key, outcome) for key, outcome in said.items()])

    certificate = await Certifier(campus, asked, AT_ONCE).certify()
    assert certificate.without_truth == {("zz", "zz-0")}
    assert told(certificate).exit_code == 3


class Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


async def test_the_report_says_the_same_in_each_form() -> None:
    certificate = await certified(WRONG["always content"][0])
    document = told(certificate)
    assert Document.model_validate_json(document.model_dump_json()) == document
    assert document.count(Finding.FALSE_PASS) == len(certificate.wrong) > 0
    assert document.exit_code == 1
    assert document.judgements == document.confusion.total()
    parser = Texts()
    parser.feed(report.page(document))
    assert f"{len(certificate.wrong)} of what the auditor said was wrong" in parser.text
    assert "script" not in parser.tags
    assert f"wrong: {len(certificate.wrong)} false pass" in printed(document)


def printed(document: Document) -> str:
    console = Console(file=StringIO(), width=200)
    report.printed(document, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


async def test_what_one_run_broke_is_broken_in_the_certificate_of_all() -> None:
    document = told(await certified(honest))
    first, *others = document.clauses
    unbroken = first.model_copy(update={"broken_and_mended": False})
    some = document.model_copy(update={"clauses": (unbroken, *others)})
    few = document.model_copy(
        update={"clauses": (first,), "without_truth": (f"{others[0].standard}/{others[0].id}",)}
    )
    assert some.exit_code == few.exit_code == NOT_ALL_TRIED
    together = merged([some, few])
    assert (together.exit_code, together.live) == (0, len(ABOUT))
    assert together.judgements == 2 * document.judgements
    assert together.confusion.total() == document.confusion.total() + sum(
        cell.times for cell in first.confusion
    )
    assert "in 2 runs" in printed(together)


async def test_a_run_that_came_to_no_end_is_said_and_is_no_certificate() -> None:
    fallen = failed_run("college", 3, "it fell <over>", faults=True, took_seconds=2.0)
    together = merged([told(await certified(honest)), fallen])
    assert together.exit_code == 1
    assert "no certificate  college, seed 3: it fell <over>" in printed(together)
    parser = Texts()
    parser.feed(report.page(together))
    assert "1 of 2 runs came to no end" in parser.text
    assert "it fell <over>" in parser.text

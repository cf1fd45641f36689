# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Whatever octets a device sends as text, what we write is still what it claims to be."""

import json
import random
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse
from rich.console import Console

import exporters
from agent.probing import probe_document
from checks.changes import Transition
from checks.explain import explain
from checks.verdict import Cause, CauseKind, Evidence, Outcome, Subject, Verdict
from collectors.failure import Failure, FailureKind
from collectors.snmp import ber, system
from collectors.snmp.collector import SNMP
from collectors.snmp.options import SnmpOptions
from collectors.target import Secret
from collectors.text import Cleaned, decoded
from exporters.audit_json import audit_document
from exporters.explanation import History, explanation_document, explanation_text
from exporters.notices.webhook import body
from exporters.pages.scoreboard import scoreboard
from exporters.prometheus import render
from exporters.snapshot import Snapshot
from exporters.table import audit_tables
from tests.collectors.snmp.plain_agent import Agent, listening
from tests.conftest import free_port
from tests.exporters.snapshots import NOON, UPLINKS, a_snapshot, uplinks_unknown

TEXTS = 5_000
AT_ONCE = 100

#: What hostile names are made of, beside octets at random.
PIECES = (
    *(b"\0", b"\x1b[2J", b"\x7f", b"\x85", b"\r\n", b'"', b"\\", b"\\n", b"{", b"}", b"#", b"'"),
    *(
        b"<script>alert(1)</script>",
        b"</td>",
        b"&amp;",
        b"<!--",
        b"]]>",
        b"[bold]",
        b"=cmd|'/C'!A0",
    ),
    *("\u202e\u2066\u200b\ufeff\u2028\u0085".encode(), b"\xed\xa0\x80", b"\xf4\x90\x80\x80"),
    *(b"\xff\xfe", b"\xc0\x80", "图书馆".encode("gb18030"), "图书馆".encode(), b"GE1/0/1", b" "),
)

SCHEMA = json.loads(
    (Path(exporters.__file__).parent / "audit.schema.json").read_text(encoding="utf-8")
)


def sent(dice: random.Random) -> bytes:
    """Octets as they come, and names put together to do harm."""
    if dice.random() < 0.5:
        return dice.randbytes(dice.randrange(40))
    return b"".join(dice.choices(PIECES, k=dice.randint(1, 5)))


def snapshot_of(texts: list[str]) -> Snapshot:
    """Each text wherever one of a device may stand: in causes, evidence, subjects and failures."""
    unknown = uplinks_unknown()
    subjects = tuple(
        Verdict(
            unknown.clause, Subject("building", f"{number} {text}"), Outcome.UNKNOWN,
            Cause(CauseKind.ABSENT, f"interface_up of {text}: none", text),
            evidence=(
                Evidence(text, "lldp_neighbor", text, text, object="LLDP-MIB"),
                Evidence("sw", "interface_up", text, problem=f"{text} told nothing", of=text),
            ),
            arithmetic=f"1 of {text}",
        )
        for number, text in enumerate(texts)
    )  # fmt: skip
    snapshot = a_snapshot()
    verdicts = (replace(unknown, subjects=subjects), *snapshot.verdicts[:1])
    probes = tuple(
        replace(probe, failure=Failure(FailureKind.MALFORMED_REPLY, text))
        for probe, text in zip(snapshot.probes, texts, strict=False)
    )
    return replace(snapshot, verdicts=verdicts, probes=probes, site="Campus")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)


def tags(page: str) -> list[str]:
    parser = Tags()
    parser.feed(page)
    return parser.opened


@pytest.mark.parametrize("seed", range(TEXTS // AT_ONCE))
def test_fault_S13_no_text_of_a_device_spoils_what_we_write(seed: int) -> None:
    dice = random.Random(seed)
    texts = [decoded(sent(dice)) for _ in range(AT_ONCE)]
    assert all(text.isprintable() for text in texts)
    snapshot = snapshot_of(texts)
    harmless = snapshot_of(["x"] * AT_ONCE)
    check_exposition(snapshot, texts)
    document: Any = json.loads(json.dumps(audit_document(snapshot), ensure_ascii=False).encode())
    Draft202012Validator(SCHEMA).validate(document)
    told = [each["evidence"][0]["value"] for each in document["clauses"][0]["subjects"]]
    assert told == texts
    page = scoreboard(snapshot)
    assert page.encode()
    assert tags(page) == tags(scoreboard(harmless))
    check_terminal(snapshot)
    check_notice(snapshot.verdicts[0].subjects)


def check_exposition(snapshot: Snapshot, texts: list[str]) -> None:
    subjects = {f"building/{number} {text}" for number, text in enumerate(texts)}
    plain = [*parse(render(snapshot, "")[0].decode())]
    accept = "application/openmetrics-text; version=1.0.0"
    exposition = render(snapshot, accept)[0].decode()
    opened = [*parse_open(exposition)]  # type: ignore[no-untyped-call]
    for families in (plain, opened):
        labels = [sample.labels for family in families for sample in family.samples]
        assert subjects <= {each.get("subject") for each in labels}


def check_terminal(snapshot: Snapshot) -> None:
    console = Console(file=StringIO(), width=200)
    for table in audit_tables(snapshot):
        console.print(table)
    explanation = explain(snapshot.standards[0], snapshot.verdicts[0], UPLINKS, NOON)
    assert json.dumps(explanation_document(explanation, History()), ensure_ascii=False).encode()
    lines = explanation_text(explanation, History()).splitlines()
    assert all(line.isprintable() for line in lines)


def check_notice(verdicts: tuple[Verdict, ...]) -> None:
    for verdict in verdicts:
        change = Transition(verdict, Outcome.PASS, None, 3, NOON)
        notice = json.loads(body(change, "evt_1", "Campus", "http://noc/", UPLINKS))
        assert notice["commonLabels"]["subject"] == verdict.subject.key


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"edge\x1b[2J-1", "edge [2J-1"),
        (b"Huawei\r\nVRP", "Huawei  VRP"),
        (b"caf\xe9", "café"),
        ("a\u202eb".encode(), "ab"),
    ],
)
def test_what_was_sent_is_kept_beside_what_it_became(octets: bytes, text: str) -> None:
    cleaned = decoded(octets)
    assert cleaned == text
    assert isinstance(cleaned, Cleaned)
    assert bytes.fromhex(cleaned.raw_hex) == octets


@pytest.mark.parametrize("octets", [b"GE1", " 图书馆 ".encode(), "图书馆".encode("gb18030"), b""])
def test_what_was_not_changed_is_just_a_text(octets: bytes) -> None:
    assert not isinstance(decoded(octets), Cleaned)


async def test_a_probe_by_hand_shows_what_was_sent() -> None:
    port = free_port()
    agent = Agent({system.SYS_NAME: ber.write_octets(b"edge\x1b[2J-1")})
    options = SnmpOptions(port=port, community=Secret("public"), read=("system",))
    async with listening(agent, port, ["127.0.0.1"]):
        document = await probe_document(SNMP, "127.0.0.1", options, 5.0)
    (name,) = [each for each in document["readings"] if each["quantity"] == "device_name"]
    assert (name["value"], name["value_sent_hex"]) == ("edge [2J-1", b"edge\x1b[2J-1".hex())

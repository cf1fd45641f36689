"""The webhook's body, and which transitions are news."""

import json
from typing import Any, TypeAlias

import pytest

from checks.changes import Transition
from checks.verdict import Outcome, Verdict
from exporters.notices.webhook import body, fingerprint, wants_notice
from tests.exporters.snapshots import NOON, RUNTIME, egress_passes, runtime_fails, uplinks_unknown

Json: TypeAlias = Any  # what json.loads gives


def transition(verdict: Verdict, previous: Outcome | None = None) -> Transition:
    return Transition(verdict, previous, None, 3, NOON)


def payload(change: Transition) -> Json:
    return json.loads(body(change, "evt_1", "Campus", "http://noc/", RUNTIME))


@pytest.mark.parametrize(
    ("verdict", "previous", "news"),
    [
        (egress_passes(), None, False),
        (egress_passes(), Outcome.NOT_APPLICABLE, False),
        (egress_passes(), Outcome.FAIL, True),
        (egress_passes(), Outcome.UNKNOWN, True),
        (runtime_fails(), None, True),
        (runtime_fails(), Outcome.PASS, True),
        (uplinks_unknown(), Outcome.FAIL, True),
    ],
)
def test_news_is_what_fires_and_what_ends_a_firing(
    verdict: Verdict, previous: Outcome | None, news: bool
) -> None:
    assert wants_notice(transition(verdict, previous)) is news


def test_a_firing_says_what_was_measured_and_required() -> None:
    sent = payload(transition(runtime_fails(), Outcome.PASS))
    assert (sent["version"], sent["status"], sent["noticeId"]) == ("4", "firing", "evt_1")
    (alert,) = sent["alerts"]
    assert alert["labels"]["clause"] == "z-2"
    assert alert["annotations"]["measured"] == "1 h 30 min"
    assert alert["annotations"]["required"] == "at least 2 h"
    assert alert["endsAt"] == "0001-01-01T00:00:00Z"


def test_a_resolved_has_the_fingerprint_of_its_firing_and_its_start() -> None:
    fails, passes = runtime_fails(), egress_passes()
    firing = transition(fails)
    ended = Transition(fails, Outcome.FAIL, NOON, 4, NOON)
    assert fingerprint(firing) == fingerprint(ended)
    assert fingerprint(firing) != fingerprint(transition(passes))
    resolved = payload(Transition(passes, Outcome.FAIL, NOON.replace(hour=9), 4, NOON))
    assert resolved["status"] == "resolved"
    assert resolved["alerts"][0]["startsAt"] == "2026-11-01T09:00:00+00:00"
    assert resolved["alerts"][0]["endsAt"] == "2026-11-01T12:00:00+00:00"


def test_an_unknown_names_the_device_to_look_at() -> None:
    (alert,) = payload(transition(uplinks_unknown()))["alerts"]
    assert alert["annotations"]["target"] == "core-2"
    assert "timeout" in alert["annotations"]["cause"]

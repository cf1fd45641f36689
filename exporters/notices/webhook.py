"""The generic webhook: Alertmanager's payload, version 4, one notice per transition."""

import hashlib
import json
from datetime import datetime
from typing import Any

from checks.changes import Transition
from checks.indicator import Indicator
from checks.verdict import Outcome
from exporters.figures import figure, required

#: Outcomes that somebody on duty has to look at.
FIRING = frozenset({Outcome.FAIL, Outcome.UNKNOWN})

#: Alertmanager's word for "not over yet".
NOT_ENDED = "0001-01-01T00:00:00Z"


def wants_notice(transition: Transition) -> bool:
    """Something began to fire, changed while firing, or ended; a first pass is no news."""
    if transition.verdict.outcome in FIRING:
        return True
    return transition.previous in FIRING


def fingerprint(transition: Transition) -> str:
    """What the notice is about, the same for its firing and its resolved."""
    return hashlib.sha256("\0".join(transition.verdict.key).encode()).hexdigest()[:16]


def body(
    transition: Transition, identity: str, site: str, pages_url: str, indicator: Indicator | None
) -> bytes:
    """The request body, serialized once: every copy of a notice has the same bytes.

    `pages_url` is where people reach the auditor's pages, for the link; "" where unknown.
    """
    firing = transition.verdict.outcome in FIRING
    status = "firing" if firing else "resolved"
    labels = _labels(transition, site)
    alert = {
        "status": status,
        "labels": labels,
        "annotations": _annotations(transition, indicator),
        "startsAt": _starts_at(transition, firing).isoformat(),
        "endsAt": NOT_ENDED if firing else transition.at.isoformat(),
        "generatorURL": pages_url,
        "fingerprint": fingerprint(transition),
    }
    payload: dict[str, Any] = {
        "version": "4",
        "groupKey": "/".join(transition.verdict.key),
        "truncatedAlerts": 0,
        "status": status,
        "receiver": "webhook",
        "groupLabels": {key: labels[key] for key in ("standard", "clause", "subject")},
        "commonLabels": labels,
        "commonAnnotations": alert["annotations"],
        "externalURL": pages_url,
        "alerts": [alert],
        "noticeId": identity,
        "transition": transition.number,
    }
    return json.dumps(payload, ensure_ascii=False, sort_keys=True).encode()


def _starts_at(transition: Transition, firing: bool) -> datetime:
    """A resolved began when what it ends began."""
    if firing or transition.previous_since is None:
        return transition.at
    return transition.previous_since


def _labels(transition: Transition, site: str) -> dict[str, str]:
    standard, clause, subject = transition.verdict.key
    return {
        "alertname": "ClauseVerdict",
        "site": site,
        "standard": standard,
        "clause": clause,
        "subject": subject,
        "level": transition.verdict.clause.level.value,
        "outcome": transition.verdict.outcome.value,
    }


def _annotations(transition: Transition, indicator: Indicator | None) -> dict[str, str]:
    verdict = transition.verdict
    unit = indicator.unit if indicator else ""
    return {
        "title_en": verdict.clause.title.en,
        "title_zh": verdict.clause.title.zh,
        "measured": figure(verdict.value, unit),
        "required": required(verdict.clause.require, unit),
        "previous": transition.previous.value if transition.previous else "",
        "cause": verdict.cause.detail if verdict.cause else "",
        "target": verdict.cause.target if verdict.cause else "",
        "arithmetic": verdict.arithmetic,
    }

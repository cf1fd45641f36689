"""Stands in for the auditor in tests of the demo: what it prints and serves is up to its mode."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType

READY_AFTER_REQUESTS = 3


def clause(outcome: str, value: float | None) -> dict[str, object]:
    return {
        "standard": "bjhei",
        "id": "bjhei-sect-02-2a",
        "title": {"en": "Machine room has UPS for at least 2 hours", "zh": "机房UPS"},
        "outcome": outcome,
        "cause": {"kind": "failed", "detail": "ups-dc: timeout", "target": "ups-dc"}
        if outcome == "unknown"
        else None,
        "indicator": "power_runtime_seconds",
        "value": value,
        "unit": "s",
        "required": "at least 2 h",
        "margin_ratio": None if value is None else value / 7200 - 1,
        "grade": "reported",
        "coverage": {"measured": 1, "in_scope": 1},
    }


class Answers(BaseHTTPRequestHandler):
    """Not ready for the first requests; the verdict changes later, when asked often enough."""

    ready_after = READY_AFTER_REQUESTS
    asked = 0

    def do_GET(self) -> None:
        if self.path == "/-/ready":
            Answers.asked += 1
            self._send(200 if Answers.asked > self.ready_after else 503, b"")
            return
        Answers.asked += 1
        changed = Answers.asked > self.ready_after + READY_AFTER_REQUESTS
        rounds = int(Answers.asked > self.ready_after)
        audit = {
            "clauses": [clause("unknown", None) if changed else clause("pass", 10_800)],
            "standards": [{"id": "bjhei", "title": {"en": "Beijing", "zh": "北京"}}],
            "probes": [{"name": "a", "rounds": 1}, {"name": "b", "rounds": rounds}],
        }
        self._send(200, json.dumps(audit).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        pass

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def stop(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


def main(mode: str, config: str, pid_file: str) -> None:
    signal.signal(signal.SIGTERM, stop)
    Path(pid_file).write_text(f"{os.getpid()} {config}", encoding="utf-8")
    if mode == "dies":
        sys.exit("campus-auditor.yaml:3: site.name: a name is missing")
    if mode == "traceback":
        sys.stderr.write("Traceback (most recent call last)\nZeroDivisionError\n")
    if mode == "never-ready":
        Answers.ready_after = 10**9
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    sys.stderr.write(f"12:00 INFO agent: listening on http://127.0.0.1:{server.server_port}\n")
    sys.stderr.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])

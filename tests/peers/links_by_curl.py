"""The same IPv6 audit of a portal by other means: dig, curl -6, and Python's own parser of HTML.

    python tests/peers/links_by_curl.py HOME --domain DOMAIN --nameserver ADDRESS PORT --allow NET

A line of JSON per link. It shares no code with the auditor, so that both can only be wrong in
different ways: what counts is said in design and interpretation I-23 alone.
"""

import argparse
import difflib
import ipaddress
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

AT_A_TIME = 8
LINK_SECONDS = 5
DIFFERENCE = 0.1
MARK = b"\n--curl--"


class Judged(NamedTuple):
    """`supported` is None where nobody may ask, or where no name server could say."""

    supported: bool | None
    why: str
    links: tuple[str, ...] = ()


class Got(NamedTuple):
    """What curl came back with."""

    error: str
    status: int
    retry_after: str
    body: str


class Reader(HTMLParser):
    """The text and the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"a", "area"}:
            self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@dataclass(frozen=True)
class Audit:
    """Of one portal; names are asked at one server, addresses must lie in `allowed`."""

    domain: str
    server: str
    port: int
    allowed: tuple[str, ...]
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_A_TIME))

    @cached_property
    def _networks(self) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
        return [ipaddress.ip_network(each) for each in self.allowed]

    def run(self, home: str) -> Iterator[tuple[int, str, Judged]]:
        first = self.judged(home)
        yield 1, home, first
        seen, above = {home}, [(home, first)]
        for level in (2, 3):
            urls = list(dict.fromkeys(self._found(above)))
            urls = [url for url in urls if url not in seen]
            seen.update(urls)
            above = list(zip(urls, self._pool.map(self.judged, urls), strict=True))
            for url, judged in above:
                yield level, url, judged

    def _found(self, pages: Iterable[tuple[str, Judged]]) -> Iterator[str]:
        for base, judged in pages:
            for text in judged.links:
                try:
                    parts = urlsplit(urldefrag(urljoin(base, text.strip())).url)
                    host = (parts.hostname or "").lower()
                    _ = parts.port
                except ValueError:
                    continue
                inside = host == self.domain or host.endswith(f".{self.domain}")
                if parts.scheme in {"http", "https"} and inside and ".." not in host:
                    yield parts._replace(
                        netloc=parts.netloc.lower(), path=parts.path or "/"
                    ).geturl()

    def judged(self, url: str) -> Judged:
        parts = urlsplit(url)
        addresses = self.addresses(parts.hostname or "", "AAAA")
        if addresses is None:
            return Judged(None, "no name server could say")
        good = tuple(address for address in addresses if self._is_allowed(address))
        if not good:
            return Judged(False, f"no global address among {addresses}")
        if not self.robots(f"{parts.scheme}://{parts.netloc}", good).can_fetch(
            "campus-auditor", url
        ):
            return Judged(None, "robots.txt")
        got = curl(url, "-6", good)
        if got.status == 429 and got.retry_after:
            return Judged(None, "asks to come later")
        if got.error or got.status >= 400 or not got.body:
            return Judged(False, got.error or f"status {got.status}, {len(got.body)} characters")
        page = read(got.body)
        older = self._over_ipv4(url, parts)
        differs = older is not None and difference("".join(page.text), older) > DIFFERENCE
        return Judged(not differs, "differs" if differs else "", tuple(page.links))

    def _over_ipv4(self, url: str, parts: SplitResult) -> str | None:
        addresses = self.addresses(parts.hostname or "", "A")
        if not addresses:
            return None
        got = curl(url, "-4", addresses)
        return None if got.error or got.status >= 400 else "".join(read(got.body).text)

    @lru_cache  # noqa: B019 - one audit per process
    def addresses(self, name: str, kind: str) -> tuple[str, ...] | None:
        """None where the answer proves nothing."""
        said = printed(
            "dig",
            "+noall",
            "+comments",
            "+answer",
            "+tries=2",
            "+time=2",
            f"@{self.server}",
            "-p",
            str(self.port),
            name,
            kind,
        ).decode()
        status = re.search(r"status: (\w+)", said)
        found = re.findall(rf"^\S+\s+\d+\s+IN\s+{kind}\s+(\S+)$", said, re.MULTILINE)
        if status is None or status[1] not in {"NOERROR", "NXDOMAIN"}:
            return None
        if not found and not re.search(r"flags:[a-z ]*\baa\b", said):
            return None  # a referral
        return tuple(found)

    @lru_cache  # noqa: B019
    def robots(self, origin: str, addresses: tuple[str, ...]) -> RobotFileParser:
        rules = RobotFileParser()
        got = curl(f"{origin}/robots.txt", "-6", addresses)
        rules.parse([] if got.error or got.status >= 400 else got.body.splitlines())
        return rules

    def _is_allowed(self, address: str) -> bool:
        known = ipaddress.ip_address(address)
        return any(known in network for network in self._networks)


def curl(url: str, family: str, addresses: tuple[str, ...]) -> Got:
    """Never the name's address of the system: the one that dig found."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    literal = ",".join(f"[{each}]" if ":" in each else each for each in addresses)
    wanted = MARK.decode() + r"%{exitcode} %{http_code} %header{retry-after} "
    said = printed(
        "curl", "--silent", "--globoff", "--noproxy", "*", family, "--location",
        "--max-redirs", "5", "--max-time", str(LINK_SECONDS), "--user-agent", "campus-auditor",
        "--resolve", f"{parts.hostname}:{port}:{literal}", "--write-out", wanted, url,
    )  # fmt: skip
    body, _, told = said.rpartition(MARK)
    code, status, retry_after, *_ = f"{told.decode()} ".split(" ")
    error = "" if code == "0" else f"curl: exit code {code}"
    return Got(error, int(status), retry_after, body.decode("utf-8", "replace"))


def printed(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=False).stdout


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def difference(one: str, other: str) -> float:
    """The share of the longer text that the other lacks."""
    longer = max(len(one), len(other))
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return 1 - sum(block.size for block in blocks) / longer if longer else 0.0


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("home")
    given.add_argument("--domain", required=True)
    given.add_argument("--nameserver", nargs=2, required=True)
    given.add_argument("--allow", action="append", required=True)
    told = given.parse_args()
    server, port = told.nameserver
    audit = Audit(told.domain, server, int(port), tuple(told.allow))
    for level, url, judged in audit.run(told.home):
        line = {"level": level, "url": url, "supported": judged.supported, "why": judged.why}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()

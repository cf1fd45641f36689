"""`campus-auditor ipv6` as a user calls it."""

import asyncio
import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.__main__ import main
from collectors.portal.tried import Cause
from tests.collectors.portal.planned_site import ALLOWED, DOMAIN, Site, planned, ports, running


async def called(site: Site, *more: str) -> Result:
    async with running(site) as hosts:
        port = hosts.servers[0].port
        words = [
            *("ipv6", str(site.home), "--domain", DOMAIN, "--nameserver", "127.0.0.1"),
            *("--nameserver-port", str(port)),
            *(word for prefix in ALLOWED for word in ("--allow", prefix)),
        ]
        return await asyncio.to_thread(CliRunner().invoke, main, [*words, *more])


async def test_the_links_stand_in_two_files_and_the_rates_on_the_screen(tmp_path: Path) -> None:
    site = planned(3, 100, *ports())
    result = await called(site, "--output", str(tmp_path))
    assert result.exit_code == 3, result.output  # of a faulty site
    assert "level" in result.output
    assert "no AAAA record" in result.output
    for level, name in ((2, "L2.csv"), (3, "L3.csv")):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert {row["url"] for row in rows} == {
            str(url) for url, (of, _) in site.fates.items() if of == level
        }
        failing = {row["url"]: row["cause"] for row in rows if row["outcome"] == "unsupported"}
        assert failing == {
            str(url): fate.value
            for url, (of, fate) in site.fates.items()
            if of == level and isinstance(fate, Cause)
        }


async def test_a_sound_site_passes() -> None:
    site = planned(3, 40, *ports(), sound=True)
    result = await called(site)
    assert result.exit_code == 0, result.output
    assert "100.00 %" in result.output


async def test_a_journal_is_gone_on_with(tmp_path: Path) -> None:
    site = planned(4, 60, *ports())
    journal = str(tmp_path / "journal")
    first = await called(site, "--journal", journal)
    site.asked.clear()
    again = await called(site, "--journal", journal)
    assert (again.exit_code, again.output) == (first.exit_code, first.output)
    assert site.asked
    unsettled = ("robots", "busy.", f"/{Cause.PROTOCOL}/")
    settled = [each for each in site.asked if not any(part in each for part in unsettled)]
    assert {*settled} == {f"{site.home.authority}/"}  # whether it still answers


async def test_names_that_nobody_answers_are_not_known() -> None:
    site = planned(3, 10, *ports())
    result = await asyncio.to_thread(
        CliRunner().invoke,
        main,
        ["ipv6", str(site.home), "--nameserver", "127.0.0.1", "--nameserver-port", "9"],
    )
    assert result.exit_code == 4
    assert "the name servers did not answer" in result.output


WRONG = {
    "no web page": (["ipv6", "ftp://school.test/"], "http://host/path"),
    "no prefix": (["ipv6", "http://school.test/", "--allow", "here"], "here"),
    "no domain": (["ipv6", "http://school.test/", "--domain", "a\ufffdb"], "no host name"),
    "no authorities": (["ipv6", "http://school.test/", "--ca-file", "/no/such"], "/no/such"),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_named(words: list[str], message: str) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert message in result.output

"""What the tests lean on must hold as well: peers, ports, waiting."""

import asyncio
import os
import socket
import time

import pytest

from tests.conftest import FIRST_PORT, find_peer, free_port, require_peer, require_root, wait_until


def test_a_port_is_given_once_and_can_be_bound() -> None:
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == len(ports)
    assert min(ports) >= FIRST_PORT
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as bound:
            bound.bind(("127.0.0.1", ports[0]))


def test_a_server_is_found_where_an_ordinary_path_does_not_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = find_peer("ldconfig")  # part of every Debian, in /sbin
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert find_peer("ldconfig") == found
    assert found is not None


def test_a_missing_peer_skips_the_test_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-server is not installed"):
        require_peer("no-such-server")


def test_a_missing_peer_is_a_failure_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-server is not installed"):
        require_peer("no-such-server")


def test_without_root_a_test_that_needs_it_is_skipped_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="a raw socket needs root"):
        require_root("a raw socket")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="a raw socket needs root"):
        require_root("a raw socket")


async def test_waiting_ends_as_soon_as_the_condition_holds() -> None:
    done = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, done.set)
    started = time.monotonic()
    await wait_until(done.is_set, seconds=30)
    assert time.monotonic() - started < 10


async def test_waiting_for_what_never_comes_names_it() -> None:
    with pytest.raises(AssertionError, match=r"^the port did not come true within 0\.05 s$"):
        await wait_until(lambda: False, seconds=0.05, what="the port")

"""One daemon per store: the second is told who has it, and a killed one leaves nothing behind."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from agent.store.holding import held
from agent.store.opening import StoreError

HOLD = """
import sys, time
from agent.store.holding import held
with held(sys.argv[1]):
    print("held", flush=True)
    time.sleep(600)
"""
STARTS = 20


async def test_fault_A6_only_one_process_has_the_store(tmp_path: Path) -> None:  # noqa: N802 - the row's id
    url = f"sqlite:///{tmp_path}/auditor.db"
    first = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, url, stdout=PIPE)
    try:
        assert first.stdout is not None
        assert await first.stdout.readline() == b"held\n"
        for _ in range(STARTS):
            with pytest.raises(StoreError, match=rf"another daemon \(process {first.pid}\)"):
                _take(url)
    finally:
        first.kill()
        await first.wait()
    for _ in range(STARTS):
        _take(url)


def _take(url: str) -> None:
    with held(url):
        pass


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/auditor\.db\.lock: No such file"):
        _take(f"sqlite:///{tmp_path}/nowhere/auditor.db")

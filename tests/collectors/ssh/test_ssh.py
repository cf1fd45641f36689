"""The SSH collector against emulated controllers, transcripts and connections that break."""

import asyncio
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from pydantic import ValidationError

from collectors.failure import FailureKind
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.ssh.collector import SSH, SshOptions
from collectors.target import Secret, Target
from sim.faults import Fault
from sim.ssh_device import SshDevice
from sim.vrp import AccessPoint, access_points
from tests.collectors.ssh.scripted import PASSWORD, USER, Scripted, Shell, scripted
from tests.collectors.stream_server import Answer, serving
from tests.conftest import wait_until

POINTS = [AccessPoint("AP-A101", stations=17), AccessPoint("AP-A102", state="fault")]
TABLE = "\r\n".join(access_points(POINTS, lying=False)) + "\r\n"
EXPECTED = {
    ("wireless_access_point_up", "AP-A101"): True,
    ("wireless_access_point_stations_count", "AP-A101"): 17,
    ("wireless_access_point_up", "AP-A102"): False,
    ("wireless_access_point_stations_count", "AP-A102"): None,
    ("wireless_access_points_count", ""): 2,
    ("wireless_access_points_up_count", ""): 1,
}
TYPED = b"\n" + b"screen-length 0 temporary\n" + b"display ap all\n"
SOME_KEY = "SHA256:" + "A" * 43


async def probe(
    port: int,
    host_key: str = SOME_KEY,
    timeout_seconds: float = 10,
    **changes: Any,  # noqa: ANN401 - as free as a file
) -> ProbeResult:
    given = {
        "port": port,
        "network_os": "huawei_vrp",
        "user": USER,
        "password": Secret(PASSWORD),
        "host_key": host_key,
    }
    options = SshOptions.model_validate(given | changes)
    target = Target("wlc-1", "127.0.0.1")
    planned = Probe("p", target, SSH, options, 60, timeout_seconds)
    return await run_probe(planned, datetime.now(UTC))


def read(result: ProbeResult) -> dict[tuple[str, str], object]:
    assert result.failure is None, result.failure
    return {(r.quantity.name, r.instance): r.value for r in result.readings}


def kind_of(result: ProbeResult) -> FailureKind:
    """The kind of failure; a failed session never gives readings, not even partial ones."""
    assert result.failure is not None
    assert (result.readings, result.partial) == ((), ())
    assert PASSWORD not in result.failure.detail
    return result.failure.kind


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def session_threads() -> list[str]:
    """Ours and paramiko's; those of the event loop's own pool stay."""
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name.startswith(("ssh", "Thread"))]


@asynccontextmanager
async def nothing_left_behind() -> AsyncIterator[None]:
    """Threads and descriptors are back to what they were once the block ends."""
    await wait_until(lambda: not session_threads(), what="the end of earlier threads")
    open_before = descriptors()
    yield
    await wait_until(lambda: not session_threads(), what="the end of every thread")
    await wait_until(lambda: descriptors() <= open_before, what="the closing of every socket")


@asynccontextmanager
async def controller(**changes: Any) -> AsyncIterator[SshDevice]:  # noqa: ANN401
    device = SshDevice("wlc-1", POINTS, **changes)
    device.login = type(device.login)(USER, PASSWORD)
    await device.start()
    try:
        yield device
    finally:
        await device.stop()


async def test_access_points_are_read() -> None:
    async with controller() as device:
        result = await probe(device.ports["ssh"], device.fingerprint)
    assert read(result) == EXPECTED


FAULTS = {
    Fault.SILENT: FailureKind.TIMEOUT,
    Fault.SLOW: FailureKind.TIMEOUT,
    Fault.GARBAGE: FailureKind.MALFORMED_REPLY,
    Fault.TRUNCATED: FailureKind.MALFORMED_REPLY,
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_broken_controller_is_a_failure_and_never_a_reading(fault: Fault) -> None:
    async with controller() as device:
        device.fault = fault
        result = await probe(device.ports["ssh"], device.fingerprint, timeout_seconds=1.5)
    assert kind_of(result) is FAULTS[fault], result.failure


async def test_values_that_cannot_be_true_are_rejected() -> None:
    async with controller() as device:
        device.fault = Fault.WRONG_VALUE
        result = await probe(device.ports["ssh"], device.fingerprint)
    assert result.failure is None
    rejected = {r.quantity.name for r in result.readings if r.rejected}
    assert "wireless_access_point_up" in rejected
    assert "wireless_access_points_up_count" in rejected


async def test_nobody_there_is_refused() -> None:
    async with serving(hang_up) as port:
        pass
    assert kind_of(await probe(port)) is FailureKind.REFUSED


# --- who the device is, and who we are ------------------------------------------------------


async def test_a_wrong_password_is_tried_once_and_is_an_authentication_failure() -> None:
    async with scripted(good) as device:
        result = await probe(device.port, device.fingerprint, password=Secret("wrong"))
        assert kind_of(result) is FailureKind.AUTHENTICATION
        assert device.logins == ["wrong"]


async def test_a_changed_host_key_ends_it_before_the_password_leaves() -> None:
    async with scripted(good) as device:
        result = await probe(device.port)
        assert kind_of(result) is FailureKind.IDENTITY_CHANGED
        assert result.failure is not None
        assert device.fingerprint in result.failure.detail
        assert SOME_KEY in result.failure.detail
        assert (device.logins, device.began) == ([], 0)


async def test_a_host_key_of_a_weak_kind_is_not_taken() -> None:
    received = b""

    async def only_sha1(reader: StreamReader, writer: StreamWriter) -> None:
        nonlocal received
        writer.write(b"SSH-2.0-VRP\r\n" + key_exchange_init(host_keys=b"ssh-rsa"))
        received = await reader.read()

    async with serving(only_sha1) as port:
        assert kind_of(await probe(port)) is FailureKind.IDENTITY_CHANGED
    assert PASSWORD.encode() not in received


def key_exchange_init(host_keys: bytes) -> bytes:
    """SSH_MSG_KEXINIT (RFC 4253 section 7.1) of a device that has only these host keys."""
    kex, cipher, mac, none = b"ecdh-sha2-nistp256", b"aes128-ctr", b"hmac-sha2-256", b"none"
    lists = [kex, host_keys, cipher, cipher, mac, mac, none, none, b"", b""]
    named = b"".join(len(names).to_bytes(4, "big") + names for names in lists)
    payload = b"\x14" + bytes(16) + named + bytes(5)
    padding = 16 - (5 + len(payload)) % 8
    length = 1 + len(payload) + padding
    return length.to_bytes(4, "big") + bytes([padding]) + payload + bytes(padding)


@pytest.mark.parametrize("algorithm", ["ssh-rsa", "ecdsa-sha2-nistp256", "ssh-ed25519"])
async def test_a_device_with_several_keys_shows_the_one_that_is_pinned(algorithm: str) -> None:
    names = ["ssh-rsa", "ecdsa-sha2-nistp256", "ssh-ed25519"]
    keys = {name: asyncssh.generate_private_key(name) for name in names}
    async with scripted(good, server_host_keys=list(keys.values())) as device:
        pinned = keys[algorithm].get_fingerprint("sha256")
        result = await probe(device.port, pinned, host_key_algorithm=algorithm)
    assert read(result) == EXPECTED


async def test_a_login_that_is_never_answered_is_a_timeout_and_no_wrong_password() -> None:
    class Undecided(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        async def validate_password(self, username: str, password: str) -> bool:
            await asyncio.Event().wait()
            return True

    async with scripted(good, server_factory=Undecided) as device:
        result = await probe(device.port, device.fingerprint, timeout_seconds=1)
    assert kind_of(result) is FailureKind.TIMEOUT


# --- transcripts ----------------------------------------------------------------------------


async def good(device: Scripted) -> None:
    await prompting(device, "<WLC-main>", TABLE)


async def prompting(device: Scripted, prompt: str, table: str | bytes) -> None:
    """A whole session, with one prompt throughout."""
    device.say(f"\r\nInfo: The max number of VTY users is 10.\r\n{prompt}")
    while line := await device.line():
        if line == "screen-length 0 temporary\n":
            device.say("Info: The configuration takes effect on the current terminal only.\r\n")
        elif line == "display ap all\n":
            device.say(table)
        device.say(prompt)


@pytest.mark.parametrize(
    "prompt", ["<WLC-main>", "<core#1>", "<AC.*+(1)[x]$>", "<a b>", "<校园>", "<A>", "<AP-A101>"]
)
async def test_any_host_name_makes_a_prompt(prompt: str) -> None:
    async with scripted(lambda device: prompting(device, prompt, TABLE)) as device:
        result = await probe(device.port, device.fingerprint)
        assert read(result) == EXPECTED
        assert device.typed == TYPED


async def banner_like_a_prompt(device: Scripted) -> None:
    device.say("\r\n<guest>")
    await device.flush()
    await asyncio.sleep(0.1)  # so that it comes alone
    device.say("\r\nis not welcome here [root]\r\n")
    await prompting(device, "<WLC-main>", TABLE)


async def coloured(device: Scripted) -> None:
    await prompting(device, "<WLC-main>", TABLE.replace("AP-A1", "\x1b[1mAP\x1b[0m-A1"))


async def character_by_character(device: Scripted) -> None:
    device.say("<WLC-main>")
    while line := await device.line():
        if line == "display ap all\n":
            for octet in TABLE.replace("AP-A101", "教学楼").encode():
                device.say(bytes([octet]))
                await device.flush()
        device.say("\r\n<WLC-main>")


@pytest.mark.parametrize("shell", [banner_like_a_prompt, coloured, character_by_character])
async def test_an_odd_terminal_gives_the_same_table(shell: Shell) -> None:
    async with scripted(shell) as device:
        result = await probe(device.port, device.fingerprint)
        got = {(name, at.replace("教学楼", "AP-A101")): v for (name, at), v in read(result).items()}
        assert got == EXPECTED
        assert device.typed == TYPED


async def asks_for_a_new_password(device: Scripted) -> None:
    device.say("\r\nWarning: The initial password poses security risks.\r\nChange now? [Y/N]:")
    await device.line()


async def asks_to_save(device: Scripted) -> None:
    device.say("\r\nWarning: There are security risks in the configuration file.\r\n")
    device.say("Save the configuration? [y/n]:")
    await device.line()


async def asks_after_the_command(device: Scripted) -> None:
    device.say("<WLC-main>")
    while await device.line() != "display ap all\n":
        device.say("<WLC-main>")
    device.say("Warning: this takes a while. Continue? [Y/N]:")
    await device.line()


async def pages(device: Scripted) -> None:
    device.say("<WLC-main>")
    while (line := await device.line()) != "display ap all\n":
        device.say("" if line == "\n" else "Error: Unrecognized command found at '^' position.\r\n")
        device.say("<WLC-main>")
    device.say(TABLE[:400] + "\r\n  ---- More ----")
    await device.line()


async def refuses(device: Scripted) -> None:
    text = "            ^\r\nError: Unrecognized command found at '^' position.\r\n"
    await prompting(device, "<WLC-main>", text)


async def never_prompts(device: Scripted) -> None:
    device.say("\r\nWelcome\r\n")
    await device.line()


async def changes_its_name(device: Scripted) -> None:
    device.say("<WLC-main>")
    while line := await device.line():
        device.say(f"{TABLE}<WLC-other>" if line == "display ap all\n" else "<WLC-main>")


async def never_stops(device: Scripted) -> None:
    device.say("<WLC-main>")
    while await device.line() != "display ap all\n":
        device.say("<WLC-main>")
    while True:
        device.say(TABLE * 100)
        await device.flush()


async def prints_half_and_prompts(device: Scripted) -> None:
    await prompting(device, "<WLC-main>", "\r\n".join(TABLE.split("\r\n")[:-4]) + "\r\n")


TRANSCRIPTS: dict[str, tuple[Shell, FailureKind, bytes]] = {
    "an old password": (asks_for_a_new_password, FailureKind.ERROR_REPLY, b""),
    "a question about saving": (asks_to_save, FailureKind.ERROR_REPLY, b""),
    "a question in between": (asks_after_the_command, FailureKind.ERROR_REPLY, TYPED),
    "a pager that stays": (pages, FailureKind.ERROR_REPLY, TYPED),
    "a command that is refused": (refuses, FailureKind.ERROR_REPLY, TYPED),
    "no prompt": (never_prompts, FailureKind.TIMEOUT, b""),
    "another prompt": (changes_its_name, FailureKind.TIMEOUT, TYPED),
    "output without end": (never_stops, FailureKind.TOO_LARGE, TYPED),
}


@pytest.mark.parametrize("case", TRANSCRIPTS)
async def test_a_session_that_goes_wrong_ends_without_another_key(case: str) -> None:
    shell, kind, typed = TRANSCRIPTS[case]
    async with scripted(shell) as device:
        patience = 2 if kind is FailureKind.TIMEOUT else 10
        result = await probe(device.port, device.fingerprint, timeout_seconds=patience)
        assert kind_of(result) is kind, result.failure
        assert device.typed == typed
        assert result.duration_seconds < patience + 1


async def test_half_a_table_before_a_prompt_is_only_partial() -> None:
    async with scripted(prints_half_and_prompts) as device:
        result = await probe(device.port, device.fingerprint)
    assert result.failure is not None
    assert result.failure.kind is FailureKind.MALFORMED_REPLY
    assert "1 rows of 2" in result.failure.detail
    assert result.readings == ()
    assert {r.instance for r in result.partial} == {"AP-A101"}


# --- connections that break -----------------------------------------------------------------


async def hang_up(_: StreamReader, writer: StreamWriter) -> None:
    writer.close()


async def say_nothing(reader: StreamReader, _: StreamWriter) -> None:
    await reader.read()
    await asyncio.Event().wait()


async def spell_the_banner(_: StreamReader, writer: StreamWriter) -> None:
    for octet in b"SSH-2.0-VRP-" + b"x" * 10_000:
        writer.write(bytes([octet]))
        await writer.drain()
        await asyncio.sleep(0.05)


async def talk_before_the_banner(_: StreamReader, writer: StreamWriter) -> None:
    for _line in range(1_000_000):
        writer.write(b"welcome\r\n" * 100)
        await writer.drain()


async def never_end_a_line(_: StreamReader, writer: StreamWriter) -> None:
    while True:
        writer.write(b"x" * 10_000)
        await writer.drain()


async def garbage_after_the_banner(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(b"SSH-2.0-VRP\r\n" + bytes(range(256)) * 50)
    await reader.read()


async def only_the_banner(_: StreamReader, writer: StreamWriter) -> None:
    writer.write(b"SSH-2.0-VRP\r\n")
    await writer.drain()
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    "answer",
    [
        hang_up,
        say_nothing,
        spell_the_banner,
        talk_before_the_banner,
        never_end_a_line,
        garbage_after_the_banner,
        only_the_banner,
    ],
)
async def test_what_is_no_ssh_fails_in_time_and_leaves_nothing_behind(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    async with nothing_left_behind(), serving(answer) as port:
        results = await asyncio.gather(*(probe(port, timeout_seconds=1) for _ in range(10)))
    for result in results:
        assert kind_of(result) in {
            FailureKind.TIMEOUT,
            FailureKind.MALFORMED_REPLY,
            FailureKind.TOO_LARGE,
        }
        assert result.duration_seconds < 3
    assert caplog.records == []


async def test_a_drop_anywhere_in_the_session_gives_nothing_or_the_whole() -> None:
    async with controller() as device:
        whole, octets = await through_a_cut(device, None)
        assert read(whole) == EXPECTED
        async with nothing_left_behind():
            results = [
                (cut, (await through_a_cut(device, cut))[0])
                for cut in range(1, octets, octets // 40)
            ]
    for cut, result in results:
        if result.failure is None:  # the farewell was cut; sessions differ by their padding
            assert read(result) == EXPECTED
            assert cut > octets - 600
        else:
            # paramiko may meet the hang-up before it waits for what then never comes
            assert kind_of(result) in {FailureKind.MALFORMED_REPLY, FailureKind.TIMEOUT}


async def through_a_cut(device: SshDevice, cut: int | None) -> tuple[ProbeResult, int]:
    """A round through a proxy that hangs up after `cut` octets from the device."""
    passed = 0

    async def relay(reader: StreamReader, writer: StreamWriter) -> None:
        nonlocal passed
        from_device, to_device = await asyncio.open_connection("127.0.0.1", device.ports["ssh"])
        upward = asyncio.create_task(copy(reader, to_device))
        try:
            while some := await from_device.read(16_384 if cut is None else cut - passed):
                passed += len(some)
                writer.write(some)
                await writer.drain()
                if passed == cut:
                    break
        finally:
            upward.cancel()
            await asyncio.gather(upward, return_exceptions=True)
            to_device.transport.abort()

    async with serving(relay) as port:
        return await probe(port, device.fingerprint), passed


async def copy(reader: StreamReader, writer: StreamWriter) -> None:
    while some := await reader.read(16_384):
        writer.write(some)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a fingerprint that is none": ({"host_key": "MD5:aa:bb"}, "should match pattern"),
    "no user": ({"user": ""}, "at least 1 character"),
    "an unknown network OS": ({"network_os": "windows"}, "'huawei_vrp'"),
    "a command of one's own": ({"read": ["reboot"]}, "'access_points'"),
    "nothing to read": ({"read": []}, "at least 1 item"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_wrong_option_is_refused_with_its_reason(case: str) -> None:
    changes, message = WRONG[case]
    with pytest.raises(ValidationError, match=message):
        await probe(22, **changes)

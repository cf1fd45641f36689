"""The wireless controller: netmiko's own driver logs in, asyncssh looks closer."""

import asyncio
from contextlib import suppress

import asyncssh
import netmiko
import pytest
from ntc_templates.parse import parse_output

from sim.faults import Fault
from sim.ssh_device import Login, SshDevice
from sim.vrp import AccessPoint
from tests.conftest import require_recordings
from tests.sim.commands import run
from tests.sim.running import running


def a_controller(points: int = 3, slow_seconds: float = 30.0) -> SshDevice:
    rows = [AccessPoint(f"AP-A{101 + n}", stations=n) for n in range(points)]
    return SshDevice("wlc-1", rows, login=Login(password="right"), slow_seconds=slow_seconds)


def read_with_netmiko(port: int, command: str, **options: float) -> str:
    with netmiko.ConnectHandler(
        device_type="huawei_vrp",
        host="127.0.0.1",
        port=port,
        username="auditor",
        password="right",
        conn_timeout=options.get("conn_timeout", 5),
        banner_timeout=options.get("banner_timeout", 5),
    ) as connection:
        return str(connection.send_command(command, read_timeout=3))


async def printed(controller: SshDevice, command: str = "display ap all") -> str:
    async with asyncssh.connect(
        "127.0.0.1",
        controller.ports["ssh"],
        username="auditor",
        password="right",
        known_hosts=None,
        config=None,
        login_timeout=2,
    ) as connection:
        return str((await connection.run(command, errors="replace")).stdout)


async def test_netmiko_reads_the_whole_table_through_login_echo_and_pager() -> None:
    async with running(a_controller(points=60)) as controller:
        text = await asyncio.to_thread(read_with_netmiko, controller.ports["ssh"], "display ap all")
    rows = parse_output(platform="huawei_vrp", command="display ap all", data=text)
    assert [row["name"] for row in rows] == [f"AP-A{101 + n}" for n in range(60)]
    assert text.rstrip().endswith("Total: 60")


async def test_the_table_is_formed_like_a_real_controllers() -> None:
    folder = require_recordings() / "cli" / "huawei_vrp"
    real = (folder / "huawei_vrp_display_ap_all.raw").read_text().splitlines()
    async with running(a_controller()) as controller:
        controller.set("access_points.AP-A101.state", "fault")
        ours = (await printed(controller)).splitlines()
    head = next(line for line in real if line.startswith("ID "))
    assert ours[0] == real[0]
    assert any(line.split() == head.split() for line in ours)
    for form in ("fault : fault           [1]", "ExtraInfo : Extra information", "Total: 3"):
        assert form in ours
    down = next(line for line in ours if "AP-A101" in line).split()
    assert down[4:] == ["-", "AirEngine5760-51", "fault", "0", "-", "-", "-"]


async def test_an_unknown_command_is_refused_below_its_first_character() -> None:
    async with running(a_controller()) as controller:
        text = await asyncio.to_thread(read_with_netmiko, controller.ports["ssh"], "show ap")
        assert "Versatile Routing Platform" in await printed(controller, "dis ver")
    assert text.splitlines() == ["     ^", "Error: Unrecognized command found at '^' position."]


async def test_the_pager_waits_for_a_key() -> None:
    async with (
        running(a_controller(points=60)) as controller,
        asyncssh.connect(
            "127.0.0.1",
            controller.ports["ssh"],
            username="auditor",
            password="right",
            known_hosts=None,
            config=None,
        ) as connection,
        connection.create_process(term_type="vt100") as session,
    ):
        session.stdin.write("display ap all\n")
        first = await asyncio.wait_for(session.stdout.readuntil("---- More ----"), 2)
        session.stdin.write("q")
        rest = await asyncio.wait_for(session.stdout.readuntil("<AC1>"), 2)
        session.stdin.write("quit\n")
    assert "AP-A101" in first
    assert "AP-A160" not in first + rest


async def test_the_fingerprint_is_what_a_client_sees_and_can_change() -> None:
    async with running(a_controller()) as controller:
        before = controller.fingerprint
        seen = await asyncssh.get_server_host_key("127.0.0.1", controller.ports["ssh"], config=None)
        scanned = await run("ssh-keyscan", "-p", controller.ports["ssh"], "127.0.0.1")
        controller.set("host_key", "new")
        then = await asyncssh.get_server_host_key("127.0.0.1", controller.ports["ssh"], config=None)
    assert seen is not None
    assert then is not None
    assert before == seen.get_fingerprint("sha256")
    assert seen.export_public_key().decode().split()[1] in scanned.text
    assert controller.fingerprint == then.get_fingerprint("sha256") != before


async def test_a_wrong_password_is_refused() -> None:
    async with running(a_controller()) as controller:
        with pytest.raises(asyncssh.PermissionDenied):
            await asyncssh.connect(
                "127.0.0.1",
                controller.ports["ssh"],
                username="auditor",
                password="wrong",
                known_hosts=None,
                config=None,
            )


async def test_a_path_that_leads_nowhere_is_named() -> None:
    for path in ("access_points.none.state", "access_points.AP-A101.colour", "sysname"):
        with pytest.raises(KeyError, match=path):
            a_controller().set(path, "fault")


async def test_silence_delay_and_garbage_come_before_the_banner() -> None:
    async with running(a_controller(slow_seconds=0.5)) as controller:
        for fault, first in ((Fault.SILENT, b""), (Fault.SLOW, b""), (Fault.NONE, b"SSH-2.0")):
            controller.fault = fault
            assert (await banner(controller)).startswith(first)
            assert (await banner(controller) == b"") is (first == b"")
        controller.fault = Fault.GARBAGE
        assert len(await banner(controller)) >= 20
        assert not (await banner(controller)).startswith(b"SSH")
        controller.fault = Fault.SLOW
        assert "Total: 3" in await printed(controller)


async def banner(controller: SshDevice) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", controller.ports["ssh"])
    received = b""
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(0.2):
            received = await reader.read(4096)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return received


async def test_netmiko_gives_up_on_a_silent_controller() -> None:
    async with running(a_controller()) as controller:
        controller.fault = Fault.SILENT
        with pytest.raises(netmiko.NetmikoTimeoutException):
            await asyncio.to_thread(
                read_with_netmiko, controller.ports["ssh"], "display ap all", banner_timeout=0.3
            )


async def test_a_truncated_table_lacks_its_total() -> None:
    async with running(a_controller()) as controller:
        controller.fault = Fault.TRUNCATED
        text = await printed(controller)
    assert text.startswith("Total AP information")
    assert "Total: 3" not in text


async def test_wrong_values_are_an_unknown_state_and_too_many_stations() -> None:
    async with running(a_controller()) as controller:
        controller.fault = Fault.WRONG_VALUE
        text = await printed(controller)
    assert "flying" in text
    assert "99999999" in text
    assert "nor " not in text


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.SLOW, Fault.GARBAGE])
async def test_a_fault_also_meets_the_next_command_of_an_open_session(fault: Fault) -> None:
    async with (
        running(a_controller()) as controller,
        asyncssh.connect(
            "127.0.0.1",
            controller.ports["ssh"],
            username="auditor",
            password="right",
            known_hosts=None,
            config=None,
        ) as connection,
    ):
        controller.fault = fault
        command = connection.run("display ap all", encoding=None)
        if fault is Fault.GARBAGE:
            assert b"Total" not in bytes((await command).stdout or b"")  # type: ignore[arg-type]  # bytes, by encoding=None
        else:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(command, 0.2)

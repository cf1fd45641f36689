"""A wireless controller reached over SSH: VRP's prompt, echo and pager, on asyncssh."""

import asyncio
import socket
import time
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import asyncssh

from sim.faults import SLOW_SECONDS, Fault
from sim.state import assign, split
from sim.terminal import Terminal
from sim.vrp import AccessPoint, access_points, means, refusal, version
from sim.wire import TCP4, Replies, bound

NO_PAGER = "screen-length 0 temporary"
CONNECTION_GONE = (OSError, asyncssh.Error)


@dataclass(frozen=True, slots=True)
class Login:
    """Who may come in."""

    user: str = "auditor"
    password: str = "emulated-campus"


EMULATED_LOGIN = Login()


class SshDevice:
    """Serves `access_points` after `login`. set("access_points.AP-A101.state", "fault").

    `fingerprint` is known before start(); set("host_key", "new") makes another key.
    """

    kind = "wireless_controller"

    def __init__(
        self,
        name: str,
        access_points: Sequence[AccessPoint],
        *,
        login: Login = EMULATED_LOGIN,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self.sysname = "AC1"
        self.access_points = {point.name: replace(point) for point in access_points}
        self.login = login
        self._key = asyncssh.generate_private_key("ssh-ed25519")
        self._started_seconds = time.monotonic()
        self._port = port
        self._replies = Replies(slow_seconds, name)
        self._listening: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def fingerprint(self) -> str:
        """SHA256:… as ssh-keygen prints it."""
        return self._key.get_fingerprint("sha256")

    async def start(self) -> None:
        (self._listening,) = bound([TCP4], self._port)
        self.ports = {"ssh": self._listening.getsockname()[1]}
        self._spawn(self._accept(self._listening))

    async def stop(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._listening is not None:
            self._listening.close()
            self._listening = None

    def set(self, path: str, value: object) -> None:
        if path == "host_key":
            self._key = asyncssh.generate_private_key("ssh-ed25519")
            return
        kind, point, field = split(path)
        if kind != "access_points" or point not in self.access_points:
            raise KeyError(path)
        assign(self.access_points[point], field, value, path)

    def answer(self, command: str) -> list[str]:
        """The lines that a command prints."""
        if not command:
            return []
        if means(command, "display ap all"):
            lying = self.fault is Fault.WRONG_VALUE
            return access_points(tuple(self.access_points.values()), lying=lying)
        if means(command, "display version"):
            return version(self.sysname, time.monotonic() - self._started_seconds)
        if means(command, NO_PAGER):
            return ["Info: The configuration takes effect on the current user terminal only."]
        return refusal(len(self._prompt()))

    def _prompt(self) -> str:
        return f"<{self.sysname}>"

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            connected, _ = await loop.sock_accept(listening)
            connected.setblocking(False)
            self._spawn(self._connected(connected))

    async def _connected(self, connected: socket.socket) -> None:
        """Silence, delay and garbage come before SSH's banner already."""
        with connected:
            if self.fault is Fault.SILENT:
                await asyncio.Event().wait()  # until stop()
            if self.fault is Fault.SLOW:
                await asyncio.sleep(self._replies.slow_seconds)
            with suppress(*CONNECTION_GONE):
                if self.fault is Fault.GARBAGE:
                    loop = asyncio.get_running_loop()
                    await loop.sock_sendall(connected, self._replies.spoiled(self.fault, b""))
                    return
                await self._serve(connected.dup())

    async def _serve(self, connected: socket.socket) -> None:
        connection = await asyncssh.run_server(
            connected,
            server_factory=lambda: _Gate(self.login),
            server_host_keys=[self._key],
            process_factory=self._converse,
            encoding=None,
            line_editor=False,  # VRP's echo and pager are our own
        )
        try:
            await connection.wait_closed()
        finally:
            connection.abort()
            await connection.wait_closed()

    async def _converse(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        task = asyncio.current_task()
        if task is not None:  # asyncssh does not end it with its connection
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        with suppress(*CONNECTION_GONE):
            terminal = Terminal(process)
            if process.command is not None:
                terminal.paged = False
                await self._print(terminal, process.command)
            else:
                await self._shell(terminal)
        process.exit(0)

    async def _shell(self, terminal: Terminal) -> None:
        terminal.write(b"\r\nInfo: The max number of VTY users is 10.\r\n")
        while True:
            terminal.write(self._prompt().encode())
            command = await terminal.line()
            if command is None or means(command, "quit"):
                return
            if means(command, NO_PAGER):
                terminal.paged = False
            await self._print(terminal, command)
            if self.fault is Fault.TRUNCATED:
                return

    async def _print(self, terminal: Terminal, command: str) -> None:
        fault = self.fault
        lines = self.answer(command.strip())
        if not lines:
            return
        if fault is Fault.NONE or fault is Fault.WRONG_VALUE:
            await terminal.show(lines)
            return
        text = "\r\n".join(lines).encode() + b"\r\n"
        sent = await self._replies.played(fault, text)
        if sent is None:
            await terminal.closed()  # not even the prompt comes back
        else:
            terminal.write(sent)


class _Gate(asyncssh.SSHServer):
    """One user with one password."""

    def __init__(self, login: Login) -> None:
        self._login = login

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return Login(username, password) == self._login

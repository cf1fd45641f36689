"""A device whose every word a test writes, on asyncssh."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import asyncssh

USER, PASSWORD = "auditor", "password-canary"
Shell = Callable[["Scripted"], Awaitable[None]]


@dataclass
class Scripted:
    """What a shell may use of one session, and what the test looks at afterwards."""

    process: asyncssh.SSHServerProcess[bytes] | None = None
    typed: bytes = b""
    logins: list[str] = field(default_factory=list)
    began: int = 0
    port: int = 0
    fingerprint: str = ""

    def say(self, text: str | bytes) -> None:
        assert self.process is not None
        self.process.stdout.write(text.encode() if isinstance(text, str) else text)

    async def line(self) -> str:
        """One line, echoed as VRP does; empty at the end of input."""
        assert self.process is not None
        typed = b""
        while not typed.endswith(b"\n"):
            key = await self.process.stdin.read(1)
            if not key:
                return ""
            self.typed += key
            typed += key
        self.say(typed.replace(b"\n", b"\r\n"))
        return typed.decode()

    async def flush(self) -> None:
        assert self.process is not None
        await self.process.stdout.drain()


@asynccontextmanager
async def scripted(shell: Shell, **server: object) -> AsyncIterator[Scripted]:
    """Serve `shell` to whoever logs in; `server` goes to asyncssh.listen."""
    device, key = Scripted(), asyncssh.generate_private_key("ssh-ed25519")
    device.fingerprint = key.get_fingerprint("sha256")

    class Gate(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            device.began += 1
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            device.logins.append(password)
            return (username, password) == (USER, PASSWORD)

    async def converse(process: asyncssh.SSHServerProcess[bytes]) -> None:
        device.process = process
        with suppress(OSError, asyncssh.Error):
            await shell(device)
        process.exit(0)

    options: dict[str, Any] = {"server_host_keys": [key], "server_factory": Gate} | server
    listener = await asyncssh.listen(
        "127.0.0.1",
        0,
        process_factory=converse,
        encoding=None,
        line_editor=False,  # echo is the shell's own
        **options,
    )
    device.port = listener.get_port()
    try:
        yield device
    finally:
        listener.close()
        await listener.wait_closed()
        await asyncio.sleep(0)

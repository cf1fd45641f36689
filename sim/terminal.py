"""The terminal of a command line over SSH: echo, line editing and the pager."""

from collections.abc import Sequence

import asyncssh

LINES_PER_PAGE = 24
MORE = b"  ---- More ----"
#: VRP wipes its pager away: back to the margin, blanks over it, back again.
WIPE = b"\x1b[16D" + b" " * len(MORE) + b"\x1b[16D"


class Terminal:
    """Echo, line editing down to the rubout, and the pager."""

    def __init__(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        self._process = process
        self._after_return = False
        self.paged = True

    async def closed(self) -> None:
        await self._process.wait_closed()

    def write(self, text: bytes) -> None:
        self._process.stdout.write(text)

    async def key(self) -> bytes:
        """One octet; empty at the end of input."""
        while True:
            try:
                pressed = await self._process.stdin.read(1)
            except (asyncssh.TerminalSizeChanged, asyncssh.BreakReceived):
                continue
            if pressed == b"\n" and self._after_return:
                self._after_return = False  # CR LF is one end of line
                continue
            self._after_return = pressed == b"\r"
            return pressed

    async def line(self) -> str | None:
        """None at the end of input."""
        typed = bytearray()
        while pressed := await self.key():
            if pressed in b"\r\n":
                self.write(b"\r\n")
                return typed.decode("utf-8", "replace").strip()
            if pressed in b"\x08\x7f":
                if typed:
                    typed.pop()
                    self.write(b"\x08 \x08")
            else:
                typed += pressed
                self.write(pressed)
        return None

    async def show(self, lines: Sequence[str]) -> None:
        """A page in one piece: a peer that has gone is not written to line by line, of which
        asyncio would complain for each."""
        size = LINES_PER_PAGE if self.paged else max(len(lines), 1)
        for first in range(0, len(lines), size):
            if first:
                self.write(MORE)
                pressed = await self.key()
                self.write(WIPE)
                if pressed != b" ":
                    return
            self.write("".join(f"{line}\r\n" for line in lines[first : first + size]).encode())

"""What lies behind the circuits, as it is reached from one place: far addresses that complete a TCP
handshake, or say nothing."""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from sim.faults import Fault
from sim.state import assign, split
from sim.wire import TCP4, TCP6, Endpoint, bound

#: Who is accepted is let go at once; nobody waits long enough to fill this.
BACKLOG: Final = 64
#: So many wait unaccepted until a queue of length 0 is full; the kernel then drops what comes.
FILLERS: Final = 3
FAMILIES: Final[Mapping[str, Endpoint]] = {"ipv4": TCP4, "ipv6": TCP6}


@dataclass(slots=True)
class Far:
    """Whether the address answers, over each family."""

    answers_ipv4: bool = True
    answers_ipv6: bool = True

    def answers(self, family: str) -> bool:
        return self.answers_ipv4 if family == "ipv4" else self.answers_ipv6


class Listener:
    """One port of one family. A closed one would answer too, by a refusal: one that is to be silent
    lets its queue fill up."""

    def __init__(self, listening: socket.socket) -> None:
        self._socket = listening
        self._fillers: list[socket.socket] = []
        self.silent = False
        asyncio.get_running_loop().add_reader(listening, self._accept)

    def speak(self) -> None:
        self.silent = False
        self._let_go()
        self._socket.listen(BACKLOG)
        asyncio.get_running_loop().add_reader(self._socket, self._accept)

    def keep_silent(self) -> None:
        self.silent = True
        asyncio.get_running_loop().remove_reader(self._socket)
        self._accept()
        self._socket.listen(0)
        for _ in range(FILLERS):
            filler = socket.socket(self._socket.family, socket.SOCK_STREAM)
            filler.setblocking(False)
            filler.connect_ex(self._socket.getsockname())
            self._fillers.append(filler)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._let_go()
        self._socket.close()

    def _accept(self) -> None:
        with suppress(BlockingIOError, ConnectionError):
            while True:
                self._socket.accept()[0].close()

    def _let_go(self) -> None:
        for filler in self._fillers:
            filler.close()
        self._fillers.clear()


class Vantage:
    """Far addresses by the name of the test that tries them.

    set("far.cernet.answers_ipv6", False). It says nothing itself, so that no fault shows.
    """

    kind = "vantage"

    def __init__(self, name: str, far: Mapping[str, Far]) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.far = {test: replace(each) for test, each in far.items()}
        self.ports: dict[str, int] = {}
        self._listeners: dict[tuple[str, str], Listener] = {}

    async def start(self) -> None:
        for test in self.far:
            sockets = bound([*FAMILIES.values()])
            self.ports[test] = sockets[0].getsockname()[1]
            for family, listening in zip(FAMILIES, sockets, strict=True):
                self._listeners[test, family] = Listener(listening)
        self._follow()

    async def stop(self) -> None:
        for listener in self._listeners.values():
            listener.close()
        self._listeners.clear()
        await asyncio.sleep(0)

    def set(self, path: str, value: object) -> None:
        kind, test, field = split(path)
        if kind != "far" or test not in self.far:
            raise KeyError(path)
        assign(self.far[test], field, value, path)
        self._follow()

    def _follow(self) -> None:
        for (test, family), listener in self._listeners.items():
            answers = self.far[test].answers(family)
            if answers and listener.silent:
                listener.speak()
            elif not answers and not listener.silent:
                listener.keep_silent()

"""upsd of Network UPS Tools: the line protocol of its developer guide, for several units."""

import asyncio
import shlex

from sim.faults import SLOW_SECONDS, Fault
from sim.wire import TCP4, Replies, TcpServer, bound

#: What cannot be true, whatever the unit: see NUT's variable list (nut-names.txt).
LIES = {
    "battery.charge": "255",
    "battery.runtime": "-5",
    "battery.temperature": "99999",
    "input.voltage": "-230.0",
    "output.voltage": "1e9",
    "ups.load": "NaN",
    "ups.status": "OL OB",
}

FIXED_REPLIES = {
    "VER": "Network UPS Tools upsd 2.8.0 - emulated\n",
    "NETVER": "1.3\n",
    "PROTVER": "1.3\n",
    "LOGOUT": "OK Goodbye\n",
    "STARTTLS": "ERR FEATURE-NOT-CONFIGURED\n",
}


class Upsd:
    """Serves `units`, name -> variable -> text. set("cctv.battery.runtime", "1200")."""

    kind = "upsd"

    def __init__(
        self,
        name: str,
        units: dict[str, dict[str, str]],
        *,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self.name = name
        self.fault = Fault.NONE
        self.ports: dict[str, int] = {}
        self.units = {unit: dict(variables) for unit, variables in units.items()}
        self._port = port
        self._replies = Replies(slow_seconds, name)
        self._server = TcpServer(self._converse)

    async def start(self) -> None:
        (listening,) = bound([TCP4], self._port)
        self.ports = {"nut": listening.getsockname()[1]}
        await self._server.listen(listening)

    async def stop(self) -> None:
        await self._server.stop()

    def set(self, path: str, value: object) -> None:
        """`unit.variable`; None takes the variable away, a new name adds one."""
        unit, _, variable = path.partition(".")
        if unit not in self.units or not variable:
            raise KeyError(path)
        if value is None:
            self.units[unit].pop(variable, None)
        else:
            self.units[unit][variable] = str(value)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            fault = self.fault
            reply = self._reply(line.decode("utf-8", "replace"))
            sent = await self._replies.played(fault, reply.encode())
            if sent is None:
                continue
            writer.write(sent)
            await writer.drain()
            if fault is Fault.TRUNCATED or reply.startswith("OK Goodbye"):
                return

    def _reply(self, line: str) -> str:
        try:
            words = shlex.split(line)
        except ValueError:  # an open quotation
            return "ERR INVALID-ARGUMENT\n"
        match words:
            case ["LIST", "UPS"]:
                rows = "".join(f'UPS {unit} "simulated {unit}"\n' for unit in self.units)
                return f"BEGIN LIST UPS\n{rows}END LIST UPS\n"
            case ["LIST", "VAR", unit]:
                return self._listed(unit)
            case ["GET", "VAR", unit, variable]:
                return self._got(unit, variable)
            case ["USERNAME" | "PASSWORD" | "LOGIN", _]:
                return "OK\n"
        return FIXED_REPLIES.get(" ".join(words), "ERR UNKNOWN-COMMAND\n")

    def _listed(self, unit: str) -> str:
        if unit not in self.units:
            return "ERR UNKNOWN-UPS\n"
        rows = "".join(
            f"VAR {unit} {variable} {self._quoted(variable, text)}\n"
            for variable, text in sorted(self.units[unit].items())
        )
        return f"BEGIN LIST VAR {unit}\n{rows}END LIST VAR {unit}\n"

    def _got(self, unit: str, variable: str) -> str:
        if unit not in self.units:
            return "ERR UNKNOWN-UPS\n"
        if variable not in self.units[unit]:
            return "ERR VAR-NOT-SUPPORTED\n"
        return f"VAR {unit} {variable} {self._quoted(variable, self.units[unit][variable])}\n"

    def _quoted(self, variable: str, text: str) -> str:
        """Quotation marks and backslashes are escaped by a backslash."""
        if self.fault is Fault.WRONG_VALUE:
            text = LIES.get(variable, text)
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

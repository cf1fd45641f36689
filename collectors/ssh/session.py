"""One blocking, read-only session on a device's command line, by netmiko."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import paramiko
from netmiko.exceptions import ReadException, ReadTimeout
from netmiko.huawei.huawei import HuaweiSSH

from collectors.failure import FailureKind, ProbeError
from collectors.ssh.wire import SESSION_BYTES_AT_MOST, LimitedSocket, PinnedKey, Terminal
from collectors.target import Secret

#: For banner, key exchange and login each; the probe's deadline ends the whole round.
LOGIN_SECONDS = 10.0
#: For one command's whole output.
COMMAND_SECONDS = 30.0
#: paramiko's thread looks ten times a second whether its connection has ended.
ENDING_SECONDS = 1.0
#: Wide enough for every table, so that no line is folded.
COLUMNS, LINES = 511, 1000

#: VRP's prompt of the user view. Bounded repeats: output must not make the search slow.
PROMPT = r"(?:\A|\n)<[^<>\n]{1,128}>\s{0,8}\Z"
#: What stops a session: a question, whose answer could change the device, or a pager.
QUESTION = (
    r"\[[Yy](?:es)?/[Nn](?:o)?\]\s{0,4}:?\s{0,4}\Z"
    r"|\n[ ]{0,4}-{2,8} ?[Mm]ore ?-{2,8}[^\n]{0,80}\Z"
    r"|Please choose[^\n]{0,80}\Z|[Pp]assword:\s{0,4}\Z"
)
REFUSAL = re.compile(r"(?:\A|\n)[ ]{0,80}Error:[^\n]{0,200}")

#: paramiko logs a traceback of what becomes a failure here anyway.
QUIET_LOG = "collectors.ssh.paramiko"
logging.getLogger(QUIET_LOG).setLevel(logging.CRITICAL)


KeyAlgorithm = Literal[
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
]
#: Names of signatures (RFC 8332 for RSA); SHA-1's ssh-rsa is not among what paramiko offers.
HOST_KEY_ALGORITHMS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
)

#: The exceptions of netmiko and paramiko, and words that tell them apart; most specific first.
NAMED: tuple[tuple[type[BaseException], str, FailureKind], ...] = (
    (ReadTimeout, "", FailureKind.TIMEOUT),
    (paramiko.ssh_exception.IncompatiblePeer, "host key", FailureKind.IDENTITY_CHANGED),
    (paramiko.ssh_exception.IncompatiblePeer, "", FailureKind.ERROR_REPLY),
    (paramiko.AuthenticationException, "timeout", FailureKind.TIMEOUT),
    (paramiko.AuthenticationException, "EOF", FailureKind.MALFORMED_REPLY),
    (paramiko.AuthenticationException, "", FailureKind.AUTHENTICATION),
    (TimeoutError, "", FailureKind.TIMEOUT),
    (paramiko.SSHException, "No existing session", FailureKind.TIMEOUT),
    (ReadException, "", FailureKind.MALFORMED_REPLY),
    (EOFError, "", FailureKind.MALFORMED_REPLY),
    (OSError, "", FailureKind.MALFORMED_REPLY),
)
MEANS = {
    FailureKind.TIMEOUT: "the device stopped answering, or its prompt did not come",
    FailureKind.IDENTITY_CHANGED: "the device shows no host key of a kind that can be trusted",
    FailureKind.ERROR_REPLY: "the device shares no algorithm with us",
    FailureKind.AUTHENTICATION: "the device refuses the login",
    FailureKind.MALFORMED_REPLY: "the session ended before the answer was whole",
}


@dataclass(frozen=True, slots=True)
class Login:
    """Who logs in where; `host_key` is SHA256:… as ssh-keygen -l prints it."""

    address: str
    port: int
    user: str
    password: Secret
    host_key: str
    host_key_algorithm: KeyAlgorithm | None


class VrpSession(HuaweiSSH):
    """netmiko's driver for VRP, without the keys that it would press by itself.

    netmiko 4.8 answers a question about saving the configuration with Y, which writes to
    the device, and one about an old password with N. Here a question ends the session.
    """

    transport: paramiko.Transport | None = None

    def _build_ssh_client(self) -> paramiko.SSHClient:
        client = super()._build_ssh_client()
        client.set_log_channel(QUIET_LOG)
        return client

    def _connect_params_dict(self) -> dict[str, Any]:
        return super()._connect_params_dict() | {"transport_factory": self._make_transport}

    def _make_transport(self, sock: LimitedSocket, **options: Any) -> paramiko.Transport:  # noqa: ANN401 - paramiko's own
        self.transport = paramiko.Transport(sock, **options)
        return self.transport

    def special_login_handler(self, delay_factor: float = 1.0) -> None:
        self.ansi_escape_codes = True
        self.channel = Terminal(self.remote_conn, self.encoding)
        refuse_question(self.read_until_pattern(f"(?:{PROMPT}|{QUESTION})"))

    def session_preparation(self) -> None:
        """Learn the prompt by asking for it: a banner may look like one."""
        self.clear_buffer()
        self.write_channel(self.RETURN)
        seen = self.read_until_pattern(f"(?:{PROMPT}|{QUESTION})")
        refuse_question(seen)
        self.base_prompt = seen.strip().rsplit("\n", 1)[-1]
        self.ask("screen-length 0 temporary")  # of this session only; no pager

    def ask(self, command: str) -> str:
        """What the device prints between the echo of the command and its next prompt."""
        prompt = rf"(?:\A|\n){re.escape(self.base_prompt)}\s{{0,8}}\Z"
        output = self._send_command_str(
            command,
            expect_string=f"{prompt}|{QUESTION}",
            strip_prompt=False,
            strip_command=False,
            read_timeout=COMMAND_SECONDS,
        )
        refuse_question(output)
        _, _, after_echo = output.partition(command)
        body, _, _ = after_echo.rpartition(self.base_prompt)
        return body.removeprefix("\n")

    def cleanup(self, command: str = "quit") -> None:
        """Nothing: netmiko would look for a prompt first, on a session that may have none."""

    def hang_up(self) -> None:
        """Leave neither session nor threads, wherever the session stands."""
        self.disconnect()
        if self.transport is not None:
            self.transport.close()
            # paramiko's watch over the handshake is a thread that a failed handshake leaves
            self.transport.packetizer.complete_handshake()
            if self.transport.is_alive():
                self.transport.join(ENDING_SECONDS)


def refuse_question(output: str) -> None:
    if re.search(QUESTION, output):
        asked = output.strip().rsplit("\n", 1)[-1][-120:]
        detail = f"the device waits for a key that nobody here may press: {asked!r}"
        raise ProbeError(FailureKind.ERROR_REPLY, detail)


def ask_all(connection: LimitedSocket, login: Login, commands: Sequence[str]) -> list[str]:
    """Log in, ask one command after the other, hang up; ProbeError once the connection ends."""
    session = VrpSession(
        host=login.address,
        port=login.port,
        username=login.user,
        password=login.password.reveal(),
        device_type="huawei_vrp",
        sock=connection,
        ssh_strict=True,
        conn_timeout=LOGIN_SECONDS,
        banner_timeout=LOGIN_SECONDS,
        auth_timeout=LOGIN_SECONDS,
        disabled_algorithms=all_but(login.host_key_algorithm),
        auto_connect=False,
    )
    session.key_policy = PinnedKey(login.host_key)
    try:
        session.establish_connection(width=COLUMNS, height=LINES)
        connection.limit = SESSION_BYTES_AT_MOST
        session.session_preparation()
        return [accepted(command, session.ask(command)) for command in commands]
    except (paramiko.SSHException, ReadException, EOFError, OSError) as error:
        raise named(error, connection) from error
    finally:
        session.hang_up()
        connection.close()


def accepted(command: str, output: str) -> str:
    if refusal := REFUSAL.search(output):
        raise ProbeError(FailureKind.ERROR_REPLY, f"{command!r}: {refusal[0].strip()}")
    return output


def all_but(algorithm: KeyAlgorithm | None) -> dict[str, list[str]] | None:
    """What paramiko must not negotiate, so that a device with several keys shows the pinned one."""
    if algorithm is None:
        return None
    wanted = algorithm.removeprefix("ssh-rsa") or "rsa-sha2-"
    return {"keys": [name for name in HOST_KEY_ALGORITHMS if not name.startswith(wanted)]}


def named(error: Exception, connection: LimitedSocket) -> ProbeError:
    """The failure behind an exception; netmiko and paramiko put others in front of the first."""
    chain = list(with_causes(error))
    first = str(chain[-1]).strip() or type(chain[-1]).__name__
    if connection.overflowed:
        detail = f"more than {connection.limit} bytes in one session"
        return ProbeError(FailureKind.TOO_LARGE, detail)
    for exception, says, kind in NAMED:
        for cause in chain:
            if isinstance(cause, exception) and says in str(cause):
                return ProbeError(kind, f"{MEANS[kind]} ({first.splitlines()[0][:200]})")
    return ProbeError(FailureKind.MALFORMED_REPLY, f"no SSH: {first[:200]}")


def with_causes(error: BaseException) -> Iterator[BaseException]:
    following: BaseException | None = error
    while following is not None:
        yield following
        following = following.__cause__ or following.__context__

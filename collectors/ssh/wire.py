"""What passes between paramiko and the device: a known host key, and only so many bytes."""

import socket
from codecs import getincrementaldecoder
from typing import Self

import paramiko
from netmiko.channel import SSHChannel
from netmiko.exceptions import ReadException

from collectors.failure import FailureKind, ProbeError

#: Banner, key exchange and login take a tenth of it.
LOGIN_BYTES_AT_MOST = 128 * 1024
#: 15,000 access points print 2.5 MB.
SESSION_BYTES_AT_MOST = 4 * 1024 * 1024
READ_BYTES = 65_536


class LimitedSocket(socket.socket):
    """A connection that ends by itself where the device says more than it may.

    paramiko reads lines without end before the banner, netmiko output without end after a
    command; neither has a limit of its own.
    """

    received = 0
    limit = LOGIN_BYTES_AT_MOST

    @classmethod
    def taking_over(cls, connected: socket.socket) -> Self:
        """The same connection; `connected` is no longer of use."""
        family, kind, protocol = connected.family, connected.type, connected.proto
        return cls(family, kind, protocol, fileno=connected.detach())

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        received = super().recv(bufsize, flags)
        self.received += len(received)
        return b"" if self.overflowed else received

    @property
    def overflowed(self) -> bool:
        return self.received > self.limit

    def hang_up(self) -> None:
        """End the connection for every thread that waits on it; closing would free the number
        of the descriptor under their hands."""
        try:
            self.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # ended already


class PinnedKey(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko has no types
    """Lets the one host key pass whose fingerprint the inventory names; nothing is learned."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint.rstrip("=")

    def missing_host_key(
        self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey
    ) -> None:
        """Called after the key exchange proved the key, and before any login."""
        shown = key.fingerprint.rstrip("=")
        if shown != self._fingerprint:
            raise ProbeError(
                FailureKind.IDENTITY_CHANGED,
                f"the device shows the {key.get_name()} key {shown}, not {self._fingerprint}"
                " (one with keys of several kinds needs host_key_algorithm)",
            )


class Terminal(SSHChannel):
    """netmiko's channel that notices the end of the session and keeps characters whole."""

    def __init__(self, conn: paramiko.Channel, encoding: str) -> None:
        super().__init__(conn, encoding)
        # netmiko drops what a chunk cuts; two names must not become one by dropping bytes
        self._decoder = getincrementaldecoder(encoding)("backslashreplace")

    def read_buffer(self) -> str:
        conn = self.remote_conn
        if conn is None:
            raise ReadException("the session is closed")
        ended = conn.closed or conn.eof_received  # before looking: the last bytes come first
        if conn.recv_ready():
            return self._decoder.decode(conn.recv(READ_BYTES))
        if ended:
            raise ReadException("the session is closed")
        return ""

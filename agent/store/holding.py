"""One daemon per store: the second one that is started by mistake is told so, and ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.store.opening import StoreError, async_url

#: Stands beside the database, and stays there: whoever removes it lets a second daemon lock a new
#: file while the first still holds the old one.
SUFFIX = ".lock"


@contextmanager
def held(url: str) -> Iterator[None]:
    """The store is ours while the block runs. Raises StoreError where another process has it.

    The kernel keeps the lock, and gives it back with the process however that ends: no lease
    runs out under a daemon that is only slow, and none outlives one that was killed. The lock
    is POSIX's, which a forked child does not inherit. A server's database is not locked.
    """
    database = async_url(url)
    if database.get_backend_name() != "sqlite":
        yield
        return
    path = Path(f"{database.database}{SUFFIX}")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(f"the store cannot be used: {path}: {error.strerror}") from None
    try:
        _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
        raise StoreError(
            f"another daemon (process {holder}) runs on this store; it holds {path}"
        ) from None
    os.truncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())

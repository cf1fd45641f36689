"""When the interpreter looks for cyclic garbage: not while a judgement runs.

A judgement makes hundreds of thousands of objects and no cycles that die with it. Each time
enough of them are new, the collector would walk the whole ledger, a million readings, for
nothing: a quarter of the time of a first judgement over a big campus (`docs/performance.md`).
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_for_later() -> Iterator[None]:
    """No collection within; how it was before comes back, whatever happens."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()

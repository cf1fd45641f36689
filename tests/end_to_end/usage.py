"""What a process takes of the machine, and whether that stays within bounds (I5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """Of one process, at one moment."""

    resident_bytes: int
    descriptors: int
    threads: int


def usage(pid: int) -> Usage:
    folder = Path(f"/proc/{pid}")
    status = dict(
        line.split(":", 1) for line in (folder / "status").read_text(encoding="utf-8").splitlines()
    )
    return Usage(
        int(status["VmRSS"].split()[0]) * 1024,
        len(list((folder / "fd").iterdir())),
        int(status["Threads"]),
    )


def unbounded(samples: Sequence[Usage], limit: Usage, growth: Usage) -> Iterator[str]:
    """Nothing is ever above its limit, nor grows from the middle third of the run to the last by
    more than `growth`: the first third is when everything is first used."""
    third = len(samples) // 3
    for name in ("resident_bytes", "descriptors", "threads"):
        taken = [getattr(sample, name) for sample in samples]
        if max(taken) > getattr(limit, name):
            yield f"{name} reached {max(taken)}"
        middle, last = (
            sorted(part)[len(part) // 2] for part in (taken[third:-third], taken[-third:])
        )
        if last - middle > getattr(growth, name):
            yield f"{name} grew from {middle} to {last}"

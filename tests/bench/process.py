"""What another process has cost so far, as the kernel counts it (proc(5))."""

import os
from pathlib import Path


def cpu_seconds(pid: int) -> float:
    """User and system time of the whole process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mib(pid: int) -> float:
    """The most memory that was resident. Raises LookupError where the kernel does not say."""
    return _mib(pid, "VmHWM")


def resident_mib(pid: int) -> float:
    """The memory that is resident now. Raises LookupError where the kernel does not say."""
    return _mib(pid, "VmRSS")


def _mib(pid: int, field: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"no {field} of process {pid}")

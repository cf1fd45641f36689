"""Servers and whatever runs net-snmp: HOST-RESOURCES-MIB (RFC 2790), and UCD-SNMP-MIB for what
the former cannot tell, how much of Linux' memory is only a cache."""

from collections.abc import Sequence
from functools import partial

from collectors.device_quantities import STORAGE_SIZE, STORAGE_USED, STORAGE_USED_RATIO
from collectors.quantities import CPU_UTILIZATION, MEMORY_UTILIZATION, TEMPERATURE
from collectors.reading import Reading
from collectors.snmp.host_sensors import SENSORS, temperatures
from collectors.snmp.names import Names, label, named
from collectors.snmp.sentinels import known, percent
from collectors.snmp.session import Identifier, Index, Oid, Value
from collectors.snmp.subject import NONE, Answers, Subject, Table
from collectors.snmp.system import SYS_OBJECT_ID
from collectors.snmp.values import Implausible, integer, told

HOST: Oid = (1, 3, 6, 1, 2, 1, 25)
PROCESSOR_LOAD: Oid = (*HOST, 3, 3, 1, 2)  # hrProcessorLoad: per cent, of the last minute
PROCESSORS = Table((PROCESSOR_LOAD,))

STORAGE: Oid = (*HOST, 2, 3, 1)  # hrStorageTable
TYPE, DESCRIPTION, UNIT, SIZE, USED = ((*STORAGE, n) for n in range(2, 7))
AREAS = Table((TYPE, DESCRIPTION, UNIT, SIZE, USED))
TYPES: Oid = (*HOST, 2, 1)
RAM = 2
DISKS = frozenset({4, 9, 10})  # hrStorageFixedDisk, -FlashMemory, -NetworkDisk
VIRTUAL = 3  # memory and swap, but with BSD's agents file systems, too
WRAP = 2**32  # hrStorageSize is an INTEGER of 32 bits: what is larger can only be negative
#: File systems of the kernel's own. Nothing is kept in them.
KERNEL = ("/dev", "/dev/shm", "/run")  # noqa: S108 - names as told, nothing is opened
KERNEL_BELOW = ("/sys/", "/proc", "/run/", "devfs")
#: Images, full by nature, which not every agent tells to be read only.
IMAGES_BELOW = ("/rom", "/snap/", "/media/")
JUNOS_IMAGE = "mounted on: /packages/"

FILE_SYSTEM: Oid = (*HOST, 3, 8, 1)  # hrFSTable
ACCESS, STORAGE_INDEX = (*FILE_SYSTEM, 5), (*FILE_SYSTEM, 7)
FILE_SYSTEMS = Table((ACCESS, STORAGE_INDEX))
READ_ONLY = 2

MEMORY: Oid = (1, 3, 6, 1, 4, 1, 2021, 4)  # UCD-SNMP-MIB, in KiB
TOTAL, AVAILABLE = (*MEMORY, 5, 0), (*MEMORY, 6, 0)
BUFFER, CACHED = (*MEMORY, 14, 0), (*MEMORY, 15, 0)
#: hrStorageDescr of what net-snmp counts as used, and the kernel gives back when it is asked for.
GIVEN_BACK = ("memory buffers", "cached memory")
#: Since net-snmp 5.9 the size of this one says what the kernel would have to give.
TO_BE_HAD = "available memory"
#: Agents that leave caches out themselves: AOS-CX 10.07 has more cached than it calls used.
WITHOUT_CACHES: tuple[Oid, ...] = ((1, 3, 6, 1, 4, 1, 47196),)


def parse(answers: Answers) -> list[Reading]:
    return [
        *processors(answers),
        *memory(answers),
        *storage(answers),
        *temperatures(answers),
    ]


def processors(answers: Answers) -> list[Reading]:
    """All of them together without an instance, and each by the number it has in their order."""
    loads = list(answers.column(PROCESSORS, PROCESSOR_LOAD).values())
    each = [
        told(CPU_UTILIZATION, f"processor {number}", percent, load)
        for number, load in enumerate(loads, 1)
    ]
    return [told(CPU_UTILIZATION, "", mean, loads), *each] if loads else []


def mean(loads: Sequence[Value]) -> float | None:
    shares = [percent(load) for load in loads]
    told_ones = [share for share in shares if share is not None]
    return sum(told_ones) / len(told_ones) if told_ones else None


def memory(answers: Answers) -> list[Reading]:
    """Of the host's, by UCD-SNMP-MIB where there is one, else its largest RAM."""
    cells = [answers.scalar(oid) for oid in (TOTAL, AVAILABLE, BUFFER, CACHED)]
    by_ucd = told(MEMORY_UTILIZATION, "", partial(in_use, *cells))
    if by_ucd.value is not None or by_ucd.rejected:
        return [by_ucd]
    rams = [index for index in areas(answers) if _type(index, answers) == RAM]
    if not rams:
        return []
    largest = max(rams, key=lambda index: _size_or_none(index, answers) or 0)
    return [told(MEMORY_UTILIZATION, "", partial(_ram_in_use, largest, answers))]


def in_use(total: Value, available: Value, buffer: Value, cached: Value) -> float | None:
    """Without what the kernel gives back. An agent that is not Linux' has no such figures."""
    whole, free = known(total), known(available)
    if whole is None or free is None or whole == 0:
        return None
    used = whole - free - (known(buffer) or 0) - (known(cached) or 0)
    return _share(used, whole)


def _ram_in_use(index: Index, answers: Answers) -> float | None:
    size, used = _bytes(SIZE, index, answers), _bytes(USED, index, answers)
    if not size or used is None:
        return None
    others = {_name(other, answers).lower(): other for other in areas(answers)}
    if TO_BE_HAD in others:
        return _share(size - (_bytes(SIZE, others[TO_BE_HAD], answers) or 0), size)
    given_back = [_bytes(USED, others[it], answers) or 0 for it in GIVEN_BACK if it in others]
    caches = 0 if _leaves_caches_out(answers) else sum(given_back)
    return _share(used - caches, size)


def _leaves_caches_out(answers: Answers) -> bool:
    made_by = answers.scalar(SYS_OBJECT_ID)
    return isinstance(made_by, Identifier) and any(
        made_by.value[: len(arc)] == arc for arc in WITHOUT_CACHES
    )


def _share(used: float, whole: float) -> float:
    if not 0 <= used <= whole:
        raise Implausible(f"{used:g} in use of {whole:g}")
    return used / whole


def storage(answers: Answers) -> list[Reading]:
    """File systems that something can be kept in. What is read only is always full."""
    read_only = set(_read_only(answers))
    kept = [i for i in areas(answers) if i not in read_only and _is_file_system(i, answers)]
    kept = [index for index in kept if _size_or_none(index, answers) != 0]  # 0: no medium
    names = named({index: _name(index, answers) for index in kept})
    readings = [reading for index in kept for reading in _area(index, names, answers)]
    return names.with_rejections(readings)


def _area(index: Index, names: Names, answers: Answers) -> list[Reading]:
    name = names.instance(index)
    return [
        told(STORAGE_SIZE, name, _bytes, SIZE, index, answers),
        told(STORAGE_USED, name, _bytes, USED, index, answers),
        told(STORAGE_USED_RATIO, name, _used_share, index, answers),
    ]


def _used_share(index: Index, answers: Answers) -> float | None:
    size, used = _bytes(SIZE, index, answers), _bytes(USED, index, answers)
    return None if not size or used is None else _share(used, size)


def areas(answers: Answers) -> list[Index]:
    return list(answers.column(AREAS, TYPE))


def _type(index: Index, answers: Answers) -> int | None:
    """The last number of hrStorageType."""
    value = answers.column(AREAS, TYPE).get(index, NONE)
    if not isinstance(value, Identifier) or value.value[:-1] != TYPES:
        return None
    return value.value[-1]


def _name(index: Index, answers: Answers) -> str:
    return label(answers.column(AREAS, DESCRIPTION).get(index, NONE))


def _is_file_system(index: Index, answers: Answers) -> bool:
    name, kind = _name(index, answers), _type(index, answers)
    if name in KERNEL or name.startswith((*KERNEL_BELOW, *IMAGES_BELOW)) or JUNOS_IMAGE in name:
        return False
    return kind in DISKS or (kind == VIRTUAL and name.startswith("/"))


def _read_only(answers: Answers) -> list[Index]:
    """Of the storage areas, by the file systems that are made of them."""
    access = answers.column(FILE_SYSTEMS, ACCESS)
    found: list[Index] = []
    for index, made_of in answers.column(FILE_SYSTEMS, STORAGE_INDEX).items():
        try:
            number = integer(made_of)
            if number is not None and integer(access.get(index, NONE)) == READ_ONLY:
                found.append((number,))
        except Implausible:
            continue
    return found


def _bytes(column: Oid, index: Index, answers: Answers) -> int | None:
    """hrStorageSize and hrStorageUsed count in units of hrStorageAllocationUnits."""
    units = integer(answers.column(AREAS, column).get(index, NONE))
    unit = integer(answers.column(AREAS, UNIT).get(index, NONE))
    if units is None or unit is None:
        return None
    if unit <= 0:
        raise Implausible(f"hrStorageAllocationUnits is {unit}")
    return (units + WRAP if units < 0 else units) * unit


def _size_or_none(index: Index, answers: Answers) -> int | None:
    try:
        return _bytes(SIZE, index, answers)
    except Implausible:
        return None


SUBJECT = Subject(
    "host",
    (
        CPU_UTILIZATION,
        MEMORY_UTILIZATION,
        STORAGE_SIZE,
        STORAGE_USED,
        STORAGE_USED_RATIO,
        TEMPERATURE,
    ),
    parse,
    scalars=(SYS_OBJECT_ID, TOTAL, AVAILABLE, BUFFER, CACHED),
    tables=(PROCESSORS, AREAS, FILE_SYSTEMS, SENSORS),
    needs_whole=(PROCESSORS, AREAS, FILE_SYSTEMS, SENSORS),
)

"""Instances: the names by which rows are known, and what happens when two rows share one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from collectors.reading import Columns, Quantity, Reading, Series
from collectors.snmp.session import Index, Value
from collectors.snmp.subject import NONE, Answers, Table
from collectors.snmp.values import Implausible, text

IF_DESCR = (1, 3, 6, 1, 2, 1, 2, 2, 1, 2)  # IF-MIB (RFC 2863)
IF_NAME = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1)
INTERFACE_NAMES = Table((IF_DESCR, IF_NAME))


@dataclass(frozen=True, slots=True)
class Names:
    """Index -> instance. Rows that share a name are told apart by their index: `name#index`."""

    by_index: Mapping[Index, str]
    shared: Mapping[str, str]  # instance -> the name that it shares

    def instance(self, index: Index) -> str:
        return self.by_index.get(index) or _numbered("", index)

    def with_rejections(self, readings: Iterable[Reading]) -> list[Reading]:
        """The readings, and for each shared name one that says why it has no value.

        An inventory that names such a row would otherwise read either one of them.
        """
        kept = list(readings)
        if not self.shared:
            return kept
        doubtful: dict[tuple[Quantity, str], list[str]] = {}
        for each in kept:
            if each.instance in self.shared:
                key = (each.quantity, self.shared[each.instance])
                doubtful.setdefault(key, []).append(each.instance)
        for (quantity, name), instances in doubtful.items():
            why = f"{len(instances)} rows share this name: {', '.join(instances[:4])}"
            kept.append(Reading(quantity, None, name, why))
        return kept

    def with_rejected(self, series: Iterable[Series]) -> Columns:
        """The same for whole columns."""
        kept = Columns({each.quantity.name: each for each in series})
        return Columns.of([self.with_rejections(kept)]) if self.shared else kept


def named(labels: Mapping[Index, str]) -> Names:
    """Unique instances for rows with these labels; an empty label is as good as none."""
    counts: dict[str, int] = {}
    for label in labels.values():
        counts[label] = counts.get(label, 0) + 1
    by_index = {
        index: label if label and counts[label] == 1 else _numbered(label, index)
        for index, label in labels.items()
    }
    shared = {by_index[index]: label for index, label in labels.items() if counts[label] > 1}
    return Names(by_index, {key: label for key, label in shared.items() if label})


def _numbered(label: str, index: Index) -> str:
    return f"{label}#{'.'.join(map(str, index))}"


def interface_names(answers: Answers) -> Names:
    """ifIndex -> ifName, else ifDescr. ifIndex itself may change at a reboot (RFC 2863)."""
    names = answers.column(INTERFACE_NAMES, IF_NAME)
    descriptions = answers.column(INTERFACE_NAMES, IF_DESCR)
    return named(
        {
            index: label(names.get(index, NONE), descriptions.get(index, NONE))
            for index in dict.fromkeys([*descriptions, *names])
        }
    )


@lru_cache(maxsize=16_384)
def label(*candidates: Value) -> str:
    """The first of some values that is readable text and not empty."""
    for candidate in candidates:
        try:
            plain = text(candidate)
        except Implausible:
            continue
        if plain:
            return plain
    return ""

"""What the configuration says of single clauses: waivers and own limits, held to the standards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent.config_error import Faults, Place, shown
from agent.settings import OwnLimit, Settings, WaiverEntry
from agent.yaml_node import Node, find
from checks.clause import Clause, Requirement, Standard
from checks.papers import ClauseKey
from checks.waiver import Waiver


@dataclass(frozen=True, slots=True)
class ClauseRules:
    """`own_limits` by standard and clause id."""

    waivers: tuple[Waiver, ...] = ()
    own_limits: Mapping[ClauseKey, Requirement] = field(default_factory=dict)


def clauses_by_id(standards: Mapping[str, Standard], profiles: Sequence[str]) -> dict[str, Clause]:
    """Every clause that the site is audited against; ids are unique over all standards."""
    listed = (standards[profile] for profile in profiles if profile in standards)
    return {clause.id: clause for standard in listed for clause in standard.clauses}


def read_clause_rules(
    root: Node, settings: Settings, standards: Mapping[str, Standard], faults: Faults
) -> ClauseRules:
    """The waivers and own limits of valid settings; what is wrong with them is noted."""
    reader = _Reader(clauses_by_id(standards, settings.site.profiles), faults)
    own_limits = find(root, ("audit", "own_limits"))
    return ClauseRules(
        reader.waivers(settings.waivers, root.keys.get("waivers", root)),
        reader.own_limits(settings.audit.own_limits, own_limits),
    )


class _Reader:
    def __init__(self, clauses: Mapping[str, Clause], faults: Faults) -> None:
        self._clauses = clauses
        self._faults = faults

    def waivers(self, entries: Sequence[WaiverEntry], listed: Node) -> tuple[Waiver, ...]:
        places: dict[tuple[str, str], Place] = {}
        made = []
        for entry, node in zip(entries, listed.entries, strict=True):
            path = f"waivers[{entry.clause}]"
            clause = self._clause(entry.clause, node, path)
            first = places.setdefault((entry.clause, entry.subject), node.place)
            if first is not node.place:
                self._faults.add(node.place, path, f"waived twice; the first stands at {first}")
            if clause is not None:
                made.append(_waiver(clause, entry))
        return tuple(made)

    def own_limits(self, entries: Sequence[OwnLimit], listed: Node) -> dict[ClauseKey, Requirement]:
        places: dict[str, Place] = {}
        limits = {}
        for entry, node in zip(entries, listed.entries, strict=True):
            path = f"audit.own_limits[{entry.clause}]"
            clause = self._clause(entry.clause, node, path)
            first = places.setdefault(entry.clause, node.place)
            if first is not node.place:
                self._faults.add(node.place, path, f"limited twice; the first stands at {first}")
            if clause is None:
                continue
            own = Requirement(at_least=entry.at_least, at_most=entry.at_most)
            wrong = wrong_limit(clause, own)
            if wrong:
                self._faults.add(node.place, path, wrong)
            limits[(clause.standard, clause.id)] = own
        return limits

    def _clause(self, name: str, node: Node, path: str) -> Clause | None:
        clause = self._clauses.get(name)
        if clause is None:
            hint = self._faults.suggestion(name, self._clauses)
            message = f"no clause of the site's profiles is named {shown(name)}{hint}"
            self._faults.add(find(node, ("clause",)).place, path, message)
        return clause


def _waiver(clause: Clause, entry: WaiverEntry) -> Waiver:
    return Waiver(
        clause.standard, clause.id, entry.subject, entry.owner, entry.reason, entry.ends_on
    )


def wrong_limit(clause: Clause, own: Requirement) -> str:
    """Why a site may not set this limit; empty where it may."""
    if clause.indicator is None:
        return "nothing measures this clause, so that a limit would decide nothing"
    asked = clause.require
    if asked is None:
        return ""
    if (asked.at_least is None) != (own.at_least is None):
        return f"the clause asks {words(asked)}; an own limit is of the same kind"
    looser = own.limit < asked.limit if own.at_least is not None else own.limit > asked.limit
    if looser:
        return (
            f"{words(own)} is looser than the clause's {words(asked)};"
            " an own limit may only be stricter"
        )
    return ""


def words(requirement: Requirement) -> str:
    """`at least 512000`, as one would write it in the file."""
    kind = "at least" if requirement.at_least is not None else "at most"
    limit = requirement.limit
    return f"{kind} {int(limit) if limit.is_integer() else limit}"

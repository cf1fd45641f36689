"""When an outcome that keeps changing is flapping, and when it has calmed down. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

#: Changes are counted over this window …
WINDOW: Final = timedelta(hours=1)

#: … and more than these are flapping. An outage that ends makes two, so the third within the
#: window begins it: a count that a person can check, where Nagios weighs the last 21 states.
CHANGES_AT_MOST: Final = 4

#: It ends when nothing has changed for so long: later than it begins, so that the mark does not
#: come and go with what it marks.
QUIET: Final = timedelta(minutes=30)

#: So far back are changes looked up after a restart.
REMEMBERED: Final = timedelta(days=1)

#: Changes kept of one verdict; of one that changes every second the count stops here.
KEPT: Final = 100


@dataclass(frozen=True, slots=True)
class Flapping:
    """A mark on a verdict, which changes no outcome."""

    since: datetime
    changes: int  # within the window; as many as are kept, or more
    window_seconds: int = int(WINDOW.total_seconds())


@dataclass(frozen=True, slots=True)
class Unrest:
    """The newest changes of one outcome, oldest first, and since when they are flapping."""

    changes: tuple[datetime, ...] = ()
    flapping_since: datetime | None = None

    def changed(self, at: datetime) -> "Unrest":
        """One change more."""
        before = self.at(at)
        changes = (*before.changes, at)[-KEPT:]
        begins = before.flapping_since is None and len(_recent(changes, at)) > CHANGES_AT_MOST
        return Unrest(changes, at if begins else before.flapping_since)

    def at(self, now: datetime) -> "Unrest":
        """Without what is over. A clock that was set back leaves no changes in the future."""
        changes = _recent(self.changes, now)
        flapping = self.flapping_since
        if flapping is not None and (not changes or now - changes[-1] >= QUIET):
            flapping = None
        if len(changes) == len(self.changes) and flapping == self.flapping_since:
            return self
        return replace(self, changes=changes, flapping_since=flapping)

    @property
    def flapping(self) -> Flapping | None:
        if self.flapping_since is None:
            return None
        return Flapping(self.flapping_since, len(self.changes))


def unrest_of(changes: Iterable[datetime], now: datetime) -> Unrest:
    """What is left at `now` of changes that were recorded, oldest first. Only those that counted
    are recorded: what came and went within its sustain is not known after a restart."""
    unrest = Unrest()
    for at in changes:
        unrest = unrest.changed(at)
    return unrest.at(now)


def _recent(changes: tuple[datetime, ...], now: datetime) -> tuple[datetime, ...]:
    if changes and now - changes[0] < WINDOW and changes[-1] <= now:
        return changes
    return tuple(at for at in changes if at <= now and now - at < WINDOW)

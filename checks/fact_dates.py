"""How long a fact of the inventory is believed: facts grow stale too, and no device says so."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from pydantic import Field

from checks.fact import Fact
from checks.verdict import Cause, CauseKind

#: People are counted anew each term (I-13).
PEOPLE_VALID_DAYS: Final = 200

#: What stands on a campus is looked over once in a school year, with a month to do it in.
LIST_VALID_DAYS: Final = 400


class Dated(Fact):
    """When a list of facts was last looked over, and by what; a site may believe it for fewer days
    than `LIST_VALID_DAYS`."""

    as_of: date
    source: str = Field(min_length=1)
    valid_days: int = Field(default=LIST_VALID_DAYS, gt=0, le=LIST_VALID_DAYS)


def people_grown_stale(as_of: date, today: date) -> Cause | None:
    """Why heads of that day are no longer divided by; None while they are."""
    days = (today - as_of).days
    if days <= PEOPLE_VALID_DAYS:
        return None
    detail = f"people are as of {as_of}, {days} days ago; more than {PEOPLE_VALID_DAYS} (I-13)"
    return Cause(CauseKind.FACT_STALE, detail)


def list_grown_stale(
    sources: Mapping[str, Dated], fields: Iterable[str], today: date
) -> Cause | None:
    """Why nothing is worked out from these lists, for the first that is too old; None while all are
    young enough. A list that nobody has dated does not grow old."""
    for field in fields:
        dated = sources.get(field)
        if dated is not None and (today - dated.as_of).days > dated.valid_days:
            detail = (
                f"the inventory's {field} are as of {dated.as_of} ({dated.source}),"
                f" {(today - dated.as_of).days} days ago; more than {dated.valid_days}"
            )
            return Cause(CauseKind.FACT_STALE, detail)
    return None

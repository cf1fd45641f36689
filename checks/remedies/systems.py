"""Remedies for data centres, video, services and copies: what must count, in their own words."""

from collections.abc import Mapping

from checks.indicators.compute import CONTROLLERS, READ, SYSTEMS_READ
from checks.indicators.continuity import ELSEWHERE, MANAGED, RECENT
from checks.indicators.logs import CLASSES, SOURCES
from checks.indicators.recovery import REPLICATED, STANDBY
from checks.indicators.services import KINDS, MOBILE
from checks.indicators.sign_on import MECHANISMS, SIGN_ON
from checks.indicators.sites import HOSTED, IN_GROUP
from checks.indicators.video import COVERAGE, IN_ROOM
from checks.indicators.watched import DATABASES, MIDDLEWARE, MONITORED, SOFTWARE
from checks.remedies.counted import more, more_of_all
from checks.remedies.remedy import Solve

SYSTEM_REMEDIES: Mapping[str, Solve] = {
    CONTROLLERS: more_of_all("server", "answer through its controller"),
    READ: more_of_all("server", "be read"),
    SYSTEMS_READ: more_of_all("family", "have a server that is read", "families"),
    SOURCES: more_of_all("source", "send records"),
    CLASSES: more_of_all("class", "arrive", "classes"),
    COVERAGE: more_of_all("place, room or camera", "be live", "places, rooms or cameras"),
    IN_ROOM: more("camera", "be live"),
    KINDS: more_of_all("kind", "have a system that answers"),
    MOBILE: more_of_all("application", "have a mobile entry that answers"),
    SIGN_ON: more_of_all("application", "take the ticket"),
    MECHANISMS: more("mechanism", "answer"),
    IN_GROUP: more_of_all("site", "be built by the site group"),
    HOSTED: more_of_all("system", "be hosted by an authority"),
    MONITORED: more_of_all("system", "be tested"),
    DATABASES: more_of_all("database", "be read"),
    MIDDLEWARE: more_of_all("piece of middleware", "be read", "pieces of middleware"),
    SOFTWARE: more_of_all("piece", "be read"),
    REPLICATED: more_of_all("key system", "have a live replica"),
    STANDBY: more_of_all("system", "have a standby that answers"),
    RECENT: more("data set", "be backed up within a day"),
    MANAGED: more_of_all("job", "be known to the one manager"),
    ELSEWHERE: more_of_all("data set", "have a proven copy elsewhere"),
}

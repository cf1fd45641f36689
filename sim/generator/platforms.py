"""Platforms that tell of what has no protocol of its own here: systems, what they run on, and logs.

Fewer than `whole` has, so that no list is begun of which some clause then misses the rest.
"""

from typing import Final

from sim.generator.draft import Draft, Plain, instance, platform, reading

VIRTUALISATION: Final = ("server", "storage", "application", "desktop")
#: People work with these, from inside and outside, by one login, and on a phone.
APPLICATIONS: Final = ("identity", "portal", "learning", "mail", "cloud_disk", "site")
MANAGERS: Final = (*(f"{each}_virtualisation" for each in VIRTUALISATION), "cloud_backup")
WITHOUT_TICKET: Final = ("identity", "site")
SITE: Final = "site"
#: Sessions at once over all heads; what is allowed is twice as much.
PEAK_SHARE: Final = {"identity": 0.2, "portal": 0.2, "learning": 0.4}
DESKTOPS_SHARE_OF_STAFF: Final = 0.5
KEY: Final = "portal"
MECHANISMS: Final = ("CAS", "OIDC")
CLUSTERS: Final = ("virtual", "big data")

STORES: Final = ("access", "behaviour", "login", "user_behaviour")
SOURCES: Final = (
    "operating_system", "database", "network", "traffic", "security", "vpn", "bastion",
    "database_audit", "command_accounting", "environment_series", "equipment_series",
    "application_series", "logistics_series", "energy_series", "iot_series",
)  # fmt: skip
DAY_SECONDS: Final = 86_400
KEPT_DAYS: Final = (190, 500)
YEAR_SECONDS: Final = 365 * DAY_SECONDS
TRUE_OR_NOT: Final = (True, False)


def systems(draft: Draft, building: str) -> None:
    for kind in (*APPLICATIONS, *MANAGERS):
        draft.add_more("systems", _system(kind))
    draft.put(
        "platforms",
        platform("inside", building, _inside()),
        platform("outside", building, _outside()),
        platform("sessions", building, _sessions(draft)),
        platform("replicas", building, _replicas(draft)),
        platform("virtualisation", building, _virtualisation(draft)),
    )


def _system(kind: str) -> Plain:
    system: Plain = {"name": kind, "kind": kind}
    system |= {vantage: instance(vantage, kind) for vantage in ("inside", "outside")}
    if kind in APPLICATIONS:
        system["mobile_entries"] = [instance("inside", f"{kind} app")]
    if kind in APPLICATIONS and kind not in WITHOUT_TICKET:
        system["sign_on"] = instance("inside", kind)
    if kind in (*PEAK_SHARE, "desktop_virtualisation"):
        system["sessions"] = instance("sessions", kind)
    if kind == SITE:
        system["hosting"] = instance("outside", kind)
    if kind == KEY:
        system |= {
            "key": True,
            "standbys": [instance("outside", f"standby of {kind}")],
            "replicas": [instance("replicas", kind)],
            "outages": instance("sessions", kind),
        }
    return system


def _answers(*names: str) -> list[Plain]:
    return [reading("system_answer_ok", name, *TRUE_OR_NOT) for name in names]


def _inside() -> list[Plain]:
    apps = [f"{kind} app" for kind in APPLICATIONS]
    with_ticket = [kind for kind in APPLICATIONS if kind not in WITHOUT_TICKET]
    return [
        *_answers(*APPLICATIONS, *apps, *MANAGERS),
        *(reading("system_sign_on_ok", kind, *TRUE_OR_NOT) for kind in with_ticket),
        *(reading("identity_mechanism_ok", way, *TRUE_OR_NOT) for way in MECHANISMS),
        reading("site_in_group_ok", SITE, *TRUE_OR_NOT),
        reading("system_page_p95_seconds", "learning", 1.5, 9.0),
    ]


def _outside() -> list[Plain]:
    hosted = reading("system_hosted_by_authority_ok", SITE, *TRUE_OR_NOT)
    return [*_answers(*APPLICATIONS, *MANAGERS, f"standby of {KEY}"), hosted]


def _sessions(draft: Draft) -> list[Plain]:
    people = draft.facts["people"]
    told = []
    for kind, share in PEAK_SHARE.items():
        peak = round((people["staff"] + people["students"]) * share)
        told.append(reading("system_sessions_peak_count", kind, peak, 0))
        told.append(reading("system_sessions_limit_count", kind, 2 * peak, 0))
    desktops = round(people["staff"] * DESKTOPS_SHARE_OF_STAFF)
    told.append(reading("system_sessions_limit_count", "desktop_virtualisation", desktops + 5, 0))
    told.append(reading("desktops_provisioned_count", "desktop_virtualisation", desktops, 0))
    told.append(reading("system_outage_longest_seconds", KEY, 600, 7_200))
    return told


def _replicas(draft: Draft) -> list[Plain]:
    lag = draft.dice("platforms").randint(1, 40)
    return [
        reading("replica_up", KEY, *TRUE_OR_NOT),
        reading("replication_lag_p99_seconds", KEY, lag, 7_200),
    ]


def _virtualisation(draft: Draft) -> list[Plain]:
    dice, told = draft.dice("platforms"), []
    for name in CLUSTERS:
        draft.add_more("clusters", {"name": name, **instance("virtualisation", name)})
        for resource in ("cpu", "memory"):
            busy = round(dice.uniform(0.2, 0.65), 2)
            told.append(reading(f"cluster_{resource}_utilisation_p95_ratio", name, busy, 0.9))
    return told


def logs(draft: Draft, building: str) -> None:
    """Records of half a year and more, of which the newest is of now."""
    dice, told = draft.dice("logs"), []
    for kind in STORES:
        draft.add_more(
            "log_stores", {"name": f"{kind} records", "kinds": [kind], **instance("logs", kind)}
        )
        seconds = dice.randint(*KEPT_DAYS) * DAY_SECONDS
        told.append(reading("log_unbroken_since_timestamp_seconds", kind, seconds, DAY_SECONDS))
    told.append(reading("log_records_complete_ratio", "access", 1.0, 0.5))
    for kind in SOURCES:
        name = kind.replace("_", " ")
        draft.add_more("log_sources", {"name": name, "kind": kind, **instance("logs", kind)})
        quantity = "log_newest_record_timestamp_seconds"
        told.append(reading(quantity, kind, 0, YEAR_SECONDS, follows=True))
    draft.put("platforms", platform("logs", building, told))

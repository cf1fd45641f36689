"""What the whole site has once: name servers, the portal's pages, backups, servers."""

from typing import Final

from sim.generator.draft import Draft, instance
from sim.generator.sizes import Size

DOMAIN: Final = "example.edu"
HOME: Final = f"www.{DOMAIN}"
HOSTS: Final = ("library", "mail", "sso", "jobs", "cs", "press", "museum", "alumni", "hospital")
#: Besides that of the home page: a few, and more where there are more buildings.
HOSTS_AT_LEAST, HOSTS_AT_MOST = 2, 5
SECTIONS: Final = ("news", "study", "research", "people", "services", "admission")
PAGES_OF_A_SECTION: Final = (2, 4)
#: Of others: nobody asks for them.
ELSEWHERE: Final = ("https://www.ministry.example/", "https://map.example/?q=campus")
JOBS: Final = ("registry", "archive", "mail")
JOB_SECONDS: Final = (1_000, 60_000)


def names(draft: Draft, size: Size, building: str) -> None:
    """A primary and a secondary that tell the same, and the portal that is found by them."""
    count = min(HOSTS_AT_LEAST + size.campuses * size.buildings // 2, HOSTS_AT_MOST)
    hosts = [f"{host}.{DOMAIN}" for host in draft.dice("names").sample(HOSTS, count)]
    records = {host: {"A": ["127.0.0.1"], "AAAA": ["::1"]} for host in (HOME, *hosts)}
    servers = ["dns", "dns-secondary"]
    draft.put(
        "dns_servers",
        *({"name": name, "building": building, "records": dict(records)} for name in servers),
    )
    draft.put(
        "portals",
        {
            "name": "portal",
            "building": building,
            "host": HOME,
            "nameserver": servers[0],
            "pages": _pages(draft, hosts),
        },
    )
    draft.facts["dns_servers"], draft.facts["portals"] = servers, ["portal"]


def _pages(draft: Draft, hosts: list[str]) -> dict[str, list[str]]:
    """The home page leads to sections and to the other hosts, and these to pages of a third level;
    from there it goes back, and to a fourth level that nobody looks at."""
    dice = draft.dice("portal")
    sections = [f"/{section}/" for section in dice.sample(SECTIONS, 4)]
    sections += [f"//{host}/" for host in hosts]
    pages = {"/": [*sections, *ELSEWHERE]}
    for section in sections:
        numbers = range(1, dice.randint(*PAGES_OF_A_SECTION) + 1)
        below = [f"{section}{number}.html" for number in numbers]
        pages[section] = ["/", *below, dice.choice(sections), dice.choice(ELSEWHERE)]
        pages |= {page: ["/", f"{section}archive.html"] for page in below}
        pages[f"{section}archive.html"] = ["/"]
    return pages


def backups(draft: Draft, building: str) -> None:
    dice = draft.dice("backups")
    jobs = {name: dice.randrange(*JOB_SECONDS) for name in JOBS}
    draft.put("backup_servers", {"name": "backup", "building": building, "jobs": jobs})
    for job in jobs:
        ref = instance("backup", job)
        draft.add(
            "data_sets",
            {
                "name": job,
                "important": job != "archive",
                "building": building,
                "backup": ref,
                "copies": [{"name": f"cloud copy of {job}", "cloud": True, "job": ref}],
            },
        )


def servers(draft: Draft, size: Size, building: str) -> None:
    draft.put(
        "servers",
        *({"name": f"server-{n + 1}", "building": building} for n in range(size.servers)),
    )

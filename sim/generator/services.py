"""What the whole site has once: name servers, the portal's pages, backups, servers."""

from typing import Final

from sim.generator.draft import Draft, instance
from sim.generator.sizes import Size

DOMAIN: Final = "example.edu"
HOSTS: Final = ("portal", "library", "mail", "sso", "news")
SECTIONS: Final = ("news", "study", "research", "people", "library", "services", "admission")
PAGES_OF_A_SECTION: Final = (2, 5)
JOBS: Final = ("registry", "archive", "mail")
JOB_SECONDS: Final = (1_000, 60_000)


def names(draft: Draft, building: str) -> None:
    """A primary and a secondary that tell the same, and the portal that is found by them."""
    hosts = ["www", *draft.dice("names").sample(HOSTS, 2)]
    records = {f"{host}.{DOMAIN}": {"A": ["127.0.0.1"], "AAAA": ["::1"]} for host in hosts}
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
            "host": f"www.{DOMAIN}",
            "nameserver": servers[0],
            "pages": _pages(draft),
        },
    )
    draft.facts["dns_servers"], draft.facts["portals"] = servers, ["portal"]


def _pages(draft: Draft) -> dict[str, list[str]]:
    """The home page leads to sections, and these to pages of a third level."""
    dice = draft.dice("portal")
    sections = dice.sample(SECTIONS, 4)
    pages = {"/": [f"/{section}/" for section in sections]}
    for section in sections:
        below = [
            f"/{section}/{number}.html" for number in range(1, dice.randint(*PAGES_OF_A_SECTION))
        ]
        pages[f"/{section}/"] = below
        pages |= {page: ["/"] for page in below}
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

"""Systems, and what they run on."""

from fractions import Fraction
from typing import Final

from sim.limits import ALL, Limit
from sim.reality import systems as of

#: Clauses that want a system to answer inside the school, by its kind.
INSIDE: Final = {
    "data_centre_management": "bjhei-dc-02-5",
    "server_virtualisation": ("bjhei-dc-03-2 GJ010202.f1 JJ010202.f1 ZJ010202.f1 ZJ010203.f1"),
    "storage_virtualisation": "GJ010201.f3 JJ010201.f3 ZJ010201.f3 ZJ010203.f2",
    "application_virtualisation": "ZJ010203.f3",
    "desktop_virtualisation": "ZJ010203.f4",
    "cloud_platform": "bjhei-dc-06-1",
    "education_cloud": "bjhei-dc-08-1",
    "live_stream": "bjhei-svc-06-2 bjk12-10-15-2",
    "cloud_disk": "bjhei-svc-08-2 GJ010203.f3 JJ010203.f3 ZJ010203.f5",
    "situation_awareness": "bjhei-ir-02-4",
    "repair": "bjhei-ops-01-3",
    "security": "bjk12-14-22-5 bjk12-14-22-9",
    "publishing": "bjk12-c7-26-1",
    "it_service": "bjk12-c10-45-2",
    "card": "GJ020103.1 zz-4.2-1",
    "site_security": "GJ050304.2 JJ050302.2 ZJ050302.2",
}
#: 校内外访问: from inside and from outside.
BOTH: Final = {
    "teaching": "bjhei-olt-01-1 zz-6.3-4",
    "identity": "GJ020101.1 ZJ020101.1",
    "portal": "GJ020102.1 ZJ020102.1",
    "payment": "GJ040202.f4 ZJ040202.1",
    "card": "ZJ020104.1",
    "learning": "ZJ040101.2",
    "class_recordings": "ZJ040102.1",
    "administration": "ZJ040201.1",
    "simulation": "ZJ040301.1",
    "training": "ZJ040302.2",
    "placement": "ZJ040303.1",
    "school_enterprise": "ZJ040401.1",
    "school_exchange": "ZJ040402.1",
    "graduates": "ZJ040403.1",
    "vpn": "zz-6.1-3",
    "mobile": "zz-6.3-5",
}
#: 并发: kind, of whom, and which share of them at once.
CONCURRENT: Final = (
    ("identity", "everybody", "0.1", "GJ020101.2 JJ020101.2 ZJ020101.3"),
    ("portal", "staff", "0.2", "GJ020102.2 JJ020102.c"),
    ("portal", "everybody", "0.1", "ZJ020102.2"),
    ("card", "everybody", "0.05", "GJ020103.2"),
    ("card", "everybody", "0.1", "ZJ020104.2"),
    ("learning", "everybody", "0.3", "JJ040101.2"),
    ("learning", "students", "0.1", "ZJ040101.3"),
    ("class_recordings", "students", "0.05", "ZJ040102.2"),
    ("administration", "everybody", "0.1", "JJ040201.1 ZJ040201.2"),
    ("payment", "everybody", "0.1", "JJ040202.c"),
    ("payment", "everybody", "0.05", "ZJ040202.2"),
    ("school_enterprise", "students", "0.05", "ZJ040401.2"),
    ("experiments", "experimenting", "0.3", "JJ040103.2"),
)

LIMITS: tuple[Limit, ...] = (
    *(Limit(clauses, of.answers(kind, "inside"), at_least=ALL) for kind, clauses in INSIDE.items()),
    *(
        Limit(clauses, of.answers(kind, "inside", "outside"), at_least=ALL)
        for kind, clauses in BOTH.items()
    ),
    Limit("bjhei-svc-04-1", of.answers("vpn", "outside"), at_least=ALL),
    Limit("JJ020101.f4", of.applications_answer, at_least=ALL),
    *(
        Limit(clauses, of.concurrent(kind, base, Fraction(share)), at_least=Fraction(share))
        for kind, base, share, clauses in CONCURRENT
    ),
    # managers of the four virtualisations; compute and storage; desktop, disk and backup
    Limit(
        "GJ010203.f1 JJ010203.f1 JJ010203.2",
        of.kinds_answer(*(f"{each}_virtualisation" for each in of.VIRTUALISATION)),
        at_least=ALL,
    ),
    Limit(
        "eval-1.1-3",
        of.kinds_answer("server_virtualisation", "storage_virtualisation"),
        at_least=ALL,
    ),
    Limit(
        "bjhei-dc-08-4",
        of.kinds_answer("desktop_virtualisation", "cloud_disk", "cloud_backup"),
        at_least=ALL,
    ),
    # 单点登录
    Limit(
        "bjhei-plat-06-2 bjk12-c7-27-1 eval-2.1-1 GJ020101.f3 JJ020101.f1 JJ020101.f3 ZJ020101.f3 "
        "zz-4.1-3a zz-6.3-1",
        of.shared(of.with_ticket, "sign_on", "system_sign_on_ok"),
        at_least=ALL,
    ),
    # 多种认证机制
    Limit("bjhei-plat-06-1 GJ020101.f1 ZJ020101.f1", of.mechanisms, at_least=2),
    # 站群
    Limit(
        "bjhei-plat-08-1 bjhei-plat-08-2 GJ050304.1 ZJ020102.f6",
        of.shared(of.sites, "inside", "site_in_group_ok"),
        at_least=ALL,
    ),
    Limit(
        "bjk12-c7-t7.1",
        of.shared(of.sites, "hosting", "system_hosted_by_authority_ok"),
        at_least=ALL,
    ),
    # 移动服务 85 %
    Limit(
        "zz-4.1-3b",
        of.shared(of.applications, "mobile_entries", "system_answer_ok"),
        at_least=Fraction(85, 100),
    ),
    # 冷热双备, 应用级容灾
    Limit("bjhei-card-07-1", of.shared(of.cards, "standbys", "system_answer_ok"), at_least=ALL),
    Limit("zz-6.2-3a", of.shared(of.key_systems, "standbys", "system_answer_ok"), at_least=ALL),
    # 冗余 30 % (I-45)
    Limit("GJ010202.1 JJ010202.1 ZJ010202.4", of.compute_free, at_least=Fraction(3, 10)),
    # 云桌面, of staff
    Limit("GJ010203.1 JJ010203.1", of.desktops_per_staff, at_least=Fraction(3, 10)),
)

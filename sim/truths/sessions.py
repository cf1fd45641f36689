"""Sessions, certificates and encryption of systems, and the news of sites."""

from sim.limits import ALL, DAY_SECONDS, Limit
from sim.reality import sessions

LIMITS: tuple[Limit, ...] = (
    # 大并发, without a number: the school's own
    Limit("GJ030101.c GJ030102.c bjhei-data-04-5", sessions.databases_of_limit),
    Limit("bjhei-svc-04-3", sessions.of_limit("vpn")),
    # CA 证书, good for more than 30 days; 加密传输; of an SSL VPN also a certificate that is valid
    Limit("JJ020101.1", sessions.certificates, at_least=30 * DAY_SECONDS),
    Limit("bjhei-sect-05-5", sessions.encrypted, at_least=ALL),
    Limit("bjhei-svc-04-2", sessions.certified("vpn"), at_least=ALL),
    # 及时更新, without a number
    Limit("JJ050302.f1 ZJ050302.f1", sessions.newest_items),
)

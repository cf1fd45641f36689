"""Storage, servers, replicas, and the network over days."""

from fractions import Fraction

from sim.limits import ALL, GBIT, Limit
from sim.reality import capacity

GIGABYTE = 10**9

LIMITS: tuple[Limit, ...] = (
    # 生均存储
    Limit("GJ010201.1 ZJ010201.1", capacity.storage_per_person, at_least=10 * GIGABYTE),
    Limit("JJ010201.1", capacity.storage_per_person, at_least=5 * GIGABYTE),
    # servers: their controllers, and their paths to storage (8 Gbit/s, I-3)
    Limit("GJ010202.f4 JJ010202.f3 ZJ010202.f3", capacity.controllers, at_least=ALL),
    Limit("GJ010202.2 JJ010202.2 ZJ010202.3", capacity.storage_paths, at_least=8 * GBIT),
    # 出口利用率 70 and 80 %
    Limit("bjhei-net-05-3 zz-6.1-2a", capacity.egress_use, at_most=Fraction(7, 10)),
    Limit("GJ010101.f3 JJ010101.f3 ZJ010101.f3", capacity.egress_use, at_most=Fraction(8, 10)),
    # AP 接入数 (I-18); 移动终端接入
    Limit(
        "bjk12-1-2-1 GJ010101.5b JJ010101.5b ZJ010101.5b",
        capacity.points_within_limit,
        at_least=ALL,
    ),
    Limit("GJ010302.f2 JJ010302.f2", capacity.classrooms_used, at_least=ALL),
    # 网络虚拟化
    Limit("bjk12-1-1-2b GJ010101.f5 JJ010101.f5 ZJ010101.f5", capacity.virtualised, at_least=1),
    # 容灾: replicas, RPO one minute, RTO a quarter of an hour (I-50)
    Limit("bjhei-dc-05-3", capacity.replicated, at_least=ALL),
    Limit("zz-6.2-3c", capacity.replication_lag, at_most=60),
    Limit("zz-6.2-3b", capacity.recovery, at_most=15 * 60),
    # 响应 5 s
    Limit("JJ040101.3", capacity.page_time, at_most=5),
)

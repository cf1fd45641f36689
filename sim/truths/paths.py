"""Circuits and campuses, names, and what a terminal gets by radio."""

from sim.limits import ALL, MBIT, Limit
from sim.reality import paths

LIMITS: tuple[Limit, ...] = (
    # 高速访问, of which the document leaves the number to the school
    Limit("zz-6.1-2b", paths.round_trips),
    # 出口智能调度切换, likewise
    Limit("bjhei-svc-01-4", paths.failovers),
    # 多校区一张网, 各有本地出口
    Limit("bjhei-net-06-1", paths.pairs, at_least=ALL),
    Limit("bjhei-net-06-2", paths.with_egress, at_least=ALL),
    Limit("bjhei-dc-02-3", paths.server_vlans, at_least=ALL),
    # DNS: 分线路, 负载均衡, 过滤
    Limit("bjhei-svc-01-2 zz-6.1-2c", paths.lines_told_apart, at_least=ALL),
    Limit("bjhei-svc-01-3", paths.balanced, at_least=ALL),
    Limit("bjhei-svc-01-5", paths.filtered, at_least=ALL),
    # 每终端 4M (I-17); 相邻教室互不干扰 (I-21); 高密场所, without a number
    Limit("GJ010101.5a JJ010101.5a ZJ010101.5a", paths.per_terminal, at_least=4 * MBIT),
    Limit("bjk12-4-5-2b", paths.neighbours("classroom"), at_most=0),
    Limit("bjhei-net-04-2", paths.crowded),
)

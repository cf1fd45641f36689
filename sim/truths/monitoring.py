"""Software, servers and links that somebody watches; silence is an answer here (I-61)."""

from sim.limits import ALL, Limit
from sim.reality import monitoring as of

LIMITS: tuple[Limit, ...] = (
    Limit("GJ010401.f3 JJ010401.f3", of.components("databases"), at_least=ALL),
    Limit("GJ010401.f4 JJ010401.f4", of.components("middleware"), at_least=ALL),
    Limit("ZJ010401.3", of.components("databases", "middleware", "systems"), at_least=ALL),
    # 信息系统监控: all; 重要网站和信息系统; the sites
    Limit("GJ010401.f5 JJ010401.f5 JJ050302.f2 ZJ050302.f2", of.systems("all"), at_least=ALL),
    Limit("GJ050304.f2", of.systems("key", "sites"), at_least=ALL),
    Limit("bjhei-sect-06-1", of.systems("sites"), at_least=ALL),
    # 重要服务器; of each 主流操作系统 one server
    Limit("bjhei-sect-08-4", of.important_servers, at_least=ALL),
    Limit("JJ010401.c ZJ010401.4", of.operating_systems, at_least=ALL),
    # 网络拓扑: links of the drawing that LLDP finds
    Limit("GJ010401.f7 JJ010401.f7", of.links, at_least=ALL),
)

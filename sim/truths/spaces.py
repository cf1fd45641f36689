"""Machine rooms, weak-current rooms and archives; metering of rooms; outlets."""

from fractions import Fraction

from sim.limits import ALL, Limit
from sim.reality import spaces

LIMITS: tuple[Limit, ...] = (
    # 信息点≥1.2倍, of all at school (I-13, I-14)
    Limit("GJ010101.1 JJ010101.1 ZJ010101.1", spaces.outlets_per_person, at_least=Fraction(12, 10)),
    # 弱电间: temperature, and something that cools
    Limit("bjhei-net-02-2", spaces.temperatures("weak_current_room"), at_least=ALL),
    Limit("bjhei-net-02-3a", spaces.signals("weak_current_room", "cooling"), at_least=ALL),
    # 恒温恒湿, of which only the air conditioner is looked at; six domains; 门禁在线
    Limit("bjhei-dc-01-2", spaces.signals("machine_room", "cooling"), at_least=ALL),
    Limit(
        "bjhei-dc-01-3",
        spaces.signals(
            "machine_room", "assets", "cooling", "power", "smoke", "racks", "temperature"
        ),
        at_least=ALL,
    ),
    Limit("bjhei-sect-02-2d", spaces.doors, at_least=ALL),
    # 档案库温湿度 with 空气
    Limit(
        "bjhei-ven-01-3",
        spaces.signals("archive_room", "temperature", "humidity", "air"),
        at_least=ALL,
    ),
    # 每幢楼宇、每个房间
    Limit("bjhei-logi-04-3", spaces.metered, at_least=ALL),
)

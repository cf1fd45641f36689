"""Cameras, security devices, forbidden ways, and logs."""

from fractions import Fraction

from sim.limits import ALL, Limit
from sim.reality import guarding
from sim.reality import watching as seen

MINUTE_SECONDS, DAY_SECONDS = 60, 86_400
FULL_HD, HD = 1080, 720

CAMERAS = (
    # 摄像机在线: rooms and places with one that is on line (I-61)
    Limit("bjhei-tea-01-3 GJ010301.f1 JJ010304.f3", seen.rooms(seen.multimedia), at_least=ALL),
    Limit("bjhei-ven-01-2", seen.rooms(seen.of_kind("archive_room")), at_least=ALL),
    Limit("bjhei-sect-02-2c", seen.recorded, at_least=ALL),
    Limit(
        "bjk12-4-5-5 bjk12-14-22-3",
        seen.rooms(seen.of_kind("classroom", "smart_classroom")),
        at_least=ALL,
    ),
    Limit("bjk12-12-19-3", seen.rooms(seen.special("innovation")), at_least=ALL),
    Limit("bjk12-12-20-3", seen.rooms(seen.special("maker")), at_least=ALL),
    Limit("bjhei-logi-01-2 zz-4.2-2", seen.places(kind="kitchen"), at_least=ALL),
    # 重点部位: a camera or an alarm
    Limit("bjk12-14-22-2 eval-1.5-2", seen.key_places, at_least=ALL),
    # 覆盖校园, key areas from two angles
    Limit(
        "GJ010304.f1 JJ010305.f1 ZJ010305.f1",
        seen.together(seen.places(), seen.places(key=True, least=2)),
        at_least=ALL,
    ),
    # 数量满足: those of the design are on line, and no zone is without
    Limit(
        "GJ010304.1 JJ010305.1",
        seen.together(seen.surveyed(seen.live), seen.places()),
        at_least=ALL,
    ),
    Limit("ZJ010305.1", seen.blind, at_most=0),
    # 数字高清 is 1280 x 720 (I-39)
    Limit("bjhei-safe-02-6", seen.surveyed(seen.in_hd), at_least=ALL),
    Limit("zz-4.3-1a", seen.places(kind="public_area", state=seen.live_in_hd), at_least=ALL),
    # 1080P
    Limit("GJ010302.2 JJ010302.5", seen.lines("class_recording"), at_least=FULL_HD),
    Limit("GJ010302.4 JJ010302.4", seen.lines("class_interaction"), at_least=FULL_HD),
    Limit("GJ010304.3 JJ010305.3 ZJ010305.2", seen.lines("surveillance"), at_least=FULL_HD),
    Limit("bjk12-10-15-note3", seen.lines("television"), at_least=HD),
    # 录像 30 days (I-37), or as the rules say (I-38)
    Limit("bjk12-14-22-7", seen.kept, at_least=30 * DAY_SECONDS),
    Limit("bjhei-safe-02-8 JJ010305.4 ZJ010305.4", seen.kept_of_rule, at_least=ALL),
    # 双机位, 四机位
    Limit("bjk12-6-9-6", seen.in_rooms("recording_room"), at_least=2),
    Limit("bjk12-6-9-7", seen.in_rooms("recording_room"), at_least=4),
    # 时钟同步, the auditor's own five seconds
    Limit("bjhei-safe-09-1", seen.clock_errors, at_most=5),
)

FIREWALL, DETECTION, MALWARE = "firewall", "intrusion_detection", "anti_malware"
SCANNER, BEHAVIOUR = "vulnerability_scanner", "behaviour_manager"
INNER_FIREWALL, WAF = "data_centre_firewall", "web_application_firewall"

SECURITY = (
    # forbidden ways that are open, by scope (I-62)
    Limit("bjhei-card-01-2", guarding.open_flows("card"), at_most=0),
    Limit("bjhei-sect-01-3", guarding.open_flows("zones"), at_most=0),
    Limit("bjhei-sect-01-4", guarding.open_flows("data_centre"), at_most=0),
    Limit("bjhei-sect-07-2", guarding.open_flows("outside"), at_most=0),
    Limit("GJ020104.1", guarding.open_flows("workflow"), at_most=0),
    Limit("GJ020202.1 ZJ020202.1", guarding.open_flows("data_exchange"), at_most=0),
    Limit("GJ050303.f2", guarding.open_flows("outside", "zones"), at_most=0),
    Limit("ZJ020103.1", guarding.open_flows("interfaces"), at_most=0),
    # 七类安全设备 and 安全防御体系 also ask for signatures of thirty days
    Limit(
        "bjhei-sect-07-1",
        guarding.roles(
            FIREWALL, INNER_FIREWALL, DETECTION, SCANNER, MALWARE, WAF, BEHAVIOUR, signed=True
        ),
        at_least=ALL,
    ),
    Limit(
        "GJ050303.c",
        guarding.roles(FIREWALL, DETECTION, SCANNER, MALWARE, signed=True),
        at_least=ALL,
    ),
    # the others ask for devices that answer
    Limit("bjhei-dc-02-4", guarding.roles(INNER_FIREWALL, WAF), at_least=ALL),
    Limit("bjk12-2-t2", guarding.roles(FIREWALL, BEHAVIOUR), at_least=ALL),
    Limit(
        "bjk12-c9-t1",
        guarding.roles(FIREWALL, MALWARE, DETECTION, BEHAVIOUR, "central_control"),
        at_least=ALL,
    ),
    Limit("bjk12-c9-44-4", guarding.roles(DETECTION, "mail_filter", "audit"), at_least=ALL),
    Limit("eval-8.1-1", guarding.roles(FIREWALL, MALWARE, DETECTION, BEHAVIOUR), at_least=ALL),
    Limit("bjhei-sect-04-1", guarding.devices(WAF), at_least=1),
    Limit("bjk12-c9-44-1", guarding.devices(FIREWALL), at_least=1),
    Limit(
        "bjk12-c9-44-5 GJ050305.c JJ050303.1 ZJ050303.1", guarding.devices(BEHAVIOUR), at_least=1
    ),
    # 出口防火墙
    Limit("bjhei-net-05-4", guarding.guarded(FIREWALL, DETECTION), at_least=ALL),
    Limit("zz-6.1-2d", guarding.guarded(FIREWALL), at_least=ALL),
)

LOGS = (
    # sources that send: VPN, database audit, one platform for three classes, operations
    Limit("bjhei-svc-04-4", guarding.log_sources("vpn"), at_least=ALL),
    Limit("bjhei-sect-05-2", guarding.log_sources("database_audit"), at_least=ALL),
    Limit(
        "bjhei-sect-07-3",
        guarding.log_sources("operating_system", "database", "network"),
        at_least=ALL,
    ),
    Limit("bjhei-sect-08-2", guarding.log_sources("command_accounting", "bastion"), at_least=ALL),
    Limit("JJ030103.f1", guarding.log_sources("environment_series"), at_least=ALL),
    Limit("JJ030103.f2", guarding.log_sources("equipment_series"), at_least=ALL),
    Limit("JJ030103.f3", guarding.log_sources("application_series"), at_least=ALL),
    # 六个月 is 184 days, 180 天以上 (I-40)
    Limit("bjhei-svc-02-3b", guarding.log_kept("access"), at_least=184 * DAY_SECONDS),
    Limit("bjhei-sect-09-2", guarding.log_kept("behaviour"), at_least=180 * DAY_SECONDS),
    Limit("bjhei-sect-09-4a", guarding.log_kept("login"), at_least=180 * DAY_SECONDS),
    Limit("bjhei-sect-09-4b", guarding.log_kept("user_behaviour"), at_least=180 * DAY_SECONDS),
    # 安防、能源、后勤、运维、信息系统、物联网 of a day; 流量、设备、安全 of ten minutes
    Limit(
        "bjhei-data-08-1",
        guarding.log_classes(
            "security",
            "energy_series",
            "logistics_series",
            "equipment_series",
            "application_series",
            "iot_series",
            within_seconds=DAY_SECONDS,
        ),
        at_least=ALL,
    ),
    Limit(
        "bjhei-ir-02-2",
        guarding.log_classes("traffic", "network", "security", within_seconds=10 * MINUTE_SECONDS),
        at_least=ALL,
    ),
    # 五要素 in 99 of 100 records, the auditor's own share
    Limit("bjhei-svc-02-3a", guarding.log_complete("access"), at_least=Fraction(99, 100)),
)

LIMITS = (*CAMERAS, *SECURITY, *LOGS)

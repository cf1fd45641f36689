"""Things in rooms and places."""

from fractions import Fraction

from sim.limits import ALL, Limit
from sim.reality import sensing
from sim.reality import things as of

ENTRY = ("gate", "turnstile", "door_controller")

LIVE = (
    Limit("eval-1.4-1 bjk12-13-21-1 bjhei-card-01-1", of.kinds("card_reader"), at_least=ALL),
    Limit("eval-2.7-3 ZJ040203.f2 bjk12-9-14-2", of.kinds("speaker"), at_least=ALL),
    Limit("zz-6.5-3", of.kinds("self_service_terminal"), at_least=ALL),
    Limit(
        "GJ010102.f1 JJ010102.f1",
        of.kinds("gate", "turnstile", "parking", "positioning"),
        at_least=ALL,
    ),
    Limit(
        "GJ010102.f2 JJ010102.f2", of.kinds("teaching_equipment", "rfid_reader"), at_least=ALL
    ),
    Limit("ZJ010102.f2 ZJ010304.f2", of.kinds("teaching_equipment"), at_least=ALL),
    Limit("GJ010304.f4 ZJ010305.f5 JJ010305.f2", of.kinds(*ENTRY), at_least=ALL),
    Limit(
        "ZJ010301.f4 JJ010301.f4 bjk12-4-5-3 bjk12-c7-26-3", of.kinds("class_board"), at_least=ALL
    ),
    Limit("ZJ010401.f3", of.kinds("air_conditioner"), at_least=ALL),
    Limit("ZJ040203.f3", of.kinds("television"), at_least=ALL),
    # the lowest of the classes of sensors, readers, controllers and displays
    Limit(
        "JJ010304.c",
        of.kinds(
            "sensor", "card_reader", "rfid_reader", "room_controller", "light_controller",
            "building_controller", "display", "interactive_display", "screen",
        ),
        at_least=ALL,
    ),
    Limit("bjk12-9-14-3", of.kinds("play_out"), at_least=ALL),
    Limit("bjk12-c7-26-2 bjhei-svc-06-1", of.kinds("screen", "television"), at_least=ALL),
    Limit("bjhei-svc-05-1", of.kinds("conference_terminal"), at_least=ALL),
    Limit("bjhei-rsc-02-3", of.kinds("instrument"), at_least=ALL),
    Limit("bjhei-safe-08-1", of.kinds("fire_host"), at_least=ALL),
    Limit("bjhei-safe-10-1", of.kinds("gate"), at_least=ALL),
    Limit("bjhei-logi-02-1", of.kinds("turnstile"), at_least=ALL),
    Limit("bjhei-park-01-3", of.kinds("building_controller"), at_least=ALL),
    Limit("bjk12-13-21-4", of.subsystems_live("facilities", "equipment"), at_least=ALL),
    Limit(
        "bjhei-net-09-5",
        of.subsystems_live("security", "energy", "logistics", "smart_classroom"),
        at_least=ALL,
    ),
    Limit("bjhei-lib-06-1", of.subsystems_live("library"), at_least=ALL),
)  # fmt: skip

#: 中控, 录播, 互动, 班牌, 状态
ROOMS = (
    Limit(
        "GJ010301.f2 ZJ010301.f3 JJ010301.f3 bjhei-tea-01-2",
        of.multimedia_with(*of.CONTROLS),
        at_least=ALL,
    ),
    Limit(
        "ZJ010301.f5 ZJ010301.4 JJ010301.f5 JJ010301.4 bjhei-tea-01-4",
        of.multimedia_with("lecture_recorder"),
        at_least=ALL,
    ),
    Limit(
        "ZJ010302.f3 bjk12-11-16-2", of.rooms_with("smart_classroom", *of.CONTROLS), at_least=ALL
    ),
    Limit(
        "GJ010302.f4 bjk12-11-16-8",
        of.rooms_with("smart_classroom", "lecture_recorder"),
        at_least=ALL,
    ),
    Limit(
        "GJ010302.f5 JJ010302.f3",
        of.rooms_with("smart_classroom", "conference_terminal"),
        at_least=ALL,
    ),
    Limit("ZJ010302.f4 JJ010302.f5", of.rooms_with("smart_classroom", "class_board"), at_least=ALL),
    Limit(
        "GJ010302.f6 JJ010302.f6",
        of.rooms_with("smart_classroom", "room_controller", "sensor"),
        at_least=ALL,
    ),
    Limit("bjk12-4-5-4", of.rooms_with("classroom", *of.CONTROLS), at_least=ALL),
    Limit(
        "bjk12-5-6-2 bjk12-5-7-2 bjk12-5-8-2",
        of.rooms_with("computer_classroom", *of.CONTROLS),
        at_least=ALL,
    ),
    Limit("bjk12-6-9-3", of.rooms_with("recording_room", *of.CONTROLS), at_least=ALL),
    Limit(
        "bjk12-6-9-8", of.rooms_with("recording_room", "room_controller", "sensor"), at_least=ALL
    ),
)

KEY = ("key",)
TERMINALS = ("public_terminal", "self_service_terminal", "screen", "class_board")
PLACES = (
    Limit("eval-1.2-3 bjk12-7-11-1", of.places_with(("public_area",), *TERMINALS), at_least=ALL),
    Limit(
        "zz-4.3-1d GJ010304.f5 ZJ010305.f6 JJ010305.f3",
        of.places_with(KEY, "alarm"),
        at_least=ALL,
    ),
    Limit(
        "zz-4.3-4 JJ010304.f7",
        of.places_with(("gate",), *ENTRY, "parking"),
        at_least=ALL,
    ),
    Limit(
        "zz-6.6-3",
        of.places_with(("hall", "library", "canteen"), "learning_device"),
        at_least=ALL,
    ),
    Limit(
        "GJ010304.f3 ZJ010305.f4 JJ010305.f4",
        of.places_with(("watched_area",), "speaker"),
        at_least=ALL,
    ),
    Limit("bjhei-net-09-3", of.places_with(KEY), at_least=ALL),
    Limit("bjhei-safe-03-5", of.places_with(("student_area",), "alarm"), at_least=ALL),
)

#: 以上 and 以下 include the number, so that a room of 60 seats must do both (I-5, I-6).
DISPLAYS = (
    Limit("GJ010301.2a", of.multimedia_inches(seats_at_most=60), at_least=100),
    Limit("GJ010301.2b", of.multimedia_inches(seats_at_least=60), at_least=120),
    Limit("ZJ010301.3 JJ010301.3", of.multimedia_inches(seats_at_most=50), at_least=80),
    # 交互式显示设备 80英寸 (I-7)
    Limit("bjk12-5-6-5", of.inches("computer_classroom", stage="primary"), at_least=80),
    Limit("bjk12-5-7-5", of.inches("computer_classroom", stage="junior"), at_least=80),
    Limit("bjk12-5-8-5", of.inches("computer_classroom", stage="senior"), at_least=80),
    Limit("bjk12-6-9-2", of.inches("recording_room"), at_least=80),
    Limit("bjk12-11-16-5", of.inches("smart_classroom"), at_least=80),
    Limit("bjk12-12-18-2", of.inches("special_classroom", specialty="inquiry"), at_least=80),
    Limit("bjk12-12-19-5", of.inches("special_classroom", specialty="innovation"), at_least=80),
    Limit("bjk12-12-20-4", of.inches("special_classroom", specialty="maker"), at_least=80),
)

CLASSROOMS = (
    Limit("zz-6.5-2a", of.classrooms(of.is_multimedia), at_least=ALL),
    Limit("ZJ010301.1 JJ010301.1", of.classrooms(of.is_multimedia), at_least=Fraction(8, 10)),
    Limit("GJ010301.1", of.classrooms(of.is_multimedia), at_least=Fraction(3, 10)),
    Limit("zz-6.5-2b", of.classrooms(of.is_interactive), at_least=Fraction(6, 10)),
    Limit("zz-6.6-2", of.classrooms(of.is_smart), at_least=Fraction(25, 100)),
    Limit("ZJ010302.5", of.classrooms(of.is_smart), at_least=Fraction(15, 100)),
    Limit("GJ010302.1 JJ010302.1", of.classrooms(of.is_smart), at_least=Fraction(1, 10)),
    Limit("GJ010303.2", of.classrooms(of.is_lit), at_least=Fraction(8, 10)),
)

SUBSYSTEMS = (
    Limit(
        "eval-1.4-5",
        of.subsystems_feeding("facilities", "equipment", "energy", "air_quality"),
        at_least=ALL,
    ),
    Limit(
        "eval-1.5-1",
        of.subsystems_feeding("security", "fire", "broadcast", "food_safety"),
        at_least=ALL,
    ),
    Limit(
        "bjk12-13-21-6",
        of.subsystems_feeding("power_distribution", "water", "air_conditioning"),
        at_least=ALL,
    ),
    Limit("bjk12-13-21-7 bjhei-net-09-1", of.subsystems_feeding(), at_least=ALL),
    Limit(
        "bjk12-14-22-1",
        of.subsystems_feeding(
            "video", "intrusion", "access", "emergency_call", "patrol", "traffic", "fire"
        ),
        at_least=ALL,
    ),
    Limit(
        "bjhei-safe-07-3",
        of.subsystems_feeding("water", "power_distribution", "heat"),
        at_least=ALL,
    ),
    Limit(
        "bjhei-logi-04-2",
        of.subsystems_feeding(
            "energy", "lighting", "air_conditioning", "power_distribution", "water", "heat"
        ),
        at_least=ALL,
    ),
    Limit(
        "bjhei-park-01-2",
        of.subsystems_feeding(
            "access", "air_conditioning", "fire", "parking", "security", "intercom"
        ),
        at_least=ALL,
    ),
)

HAZARDS = (
    Limit("zz-3.2-3", of.hazards_watched("main"), at_least=ALL),
    Limit(
        "GJ010102.f4 JJ010102.f4 JJ010304.f6", of.hazards_watched("dangerous_goods"), at_least=ALL
    ),
    Limit(
        "GJ010303.f6 bjhei-safe-07-1",
        of.hazards_watched("dangerous_goods", "dangerous_instrument"),
        at_least=ALL,
    ),
    Limit(
        "ZJ010102.f3 ZJ010304.f3",
        of.hazards_watched("food_safety", "dangerous_goods", "dangerous_instrument"),
        at_least=ALL,
    ),
    Limit("bjhei-safe-07-2", of.hazards_watched("toxic_gas"), at_least=ALL),
)

#: 不少于4个信息点 (I-27)
OUTLETS = (
    Limit("bjk12-5-6-1", of.outlets("computer_classroom", stage="primary"), at_least=4),
    Limit("bjk12-5-7-1", of.outlets("computer_classroom", stage="junior"), at_least=4),
    Limit("bjk12-5-8-1", of.outlets("computer_classroom", stage="senior"), at_least=4),
    Limit("bjk12-6-9-1", of.outlets("recording_room"), at_least=4),
    Limit("bjk12-9-14-1", of.outlets("broadcast_room"), at_least=4),
    Limit("bjk12-10-15-1", of.outlets("television_studio"), at_least=4),
    Limit("bjk12-12-18-1", of.outlets("special_classroom", specialty="inquiry"), at_least=4),
    Limit("bjk12-12-19-1", of.outlets("special_classroom", specialty="innovation"), at_least=4),
    Limit("bjk12-12-20-1", of.outlets("special_classroom", specialty="maker"), at_least=4),
)

#: Of buildings, gates too in the first (which nothing measures); corridors, classrooms, roads.
BUILDINGS = (
    Limit("zz-4.3-1b", sensing.buildings_with(*ENTRY), at_least=ALL),
    Limit("GJ010303.f3", sensing.buildings_metered, at_least=ALL),
    Limit(
        "bjhei-park-01-1",
        sensing.buildings_with("building_controller", where_listed=True),
        at_least=ALL,
    ),
    Limit("zz-6.7-1 GJ010303.f4", sensing.lights(automatic=True), at_least=ALL),
    Limit("JJ010304.f2", sensing.lights(automatic=False), at_least=ALL),
)

SENSORS = (
    Limit("GJ010102.1 ZJ010102.1", sensing.in_time, at_least=ALL),
    Limit("GJ010102.2 ZJ010102.2", sensing.carried, at_least=ALL),
    Limit("ZJ010102.3", sensing.well_formed, at_least=ALL),
    Limit("bjhei-net-09-4", sensing.on_standard_protocol, at_least=ALL),
)

#: 师机比 1:1, 每百名学生 25 台; a computer for the teacher, 按最大班额 for students (I-13)
COMPUTERS = (
    Limit("bjk12-4-5-6a", sensing.teachers_computers("classroom"), at_least=1),
    Limit(
        "bjk12-5-6-3",
        sensing.teachers_computers("computer_classroom", stage="primary"),
        at_least=1,
    ),
    Limit(
        "bjk12-5-7-3", sensing.teachers_computers("computer_classroom", stage="junior"), at_least=1
    ),
    Limit(
        "bjk12-5-8-3", sensing.teachers_computers("computer_classroom", stage="senior"), at_least=1
    ),
    Limit("bjk12-6-9-4", sensing.teachers_computers("recording_room"), at_least=1),
    Limit("bjk12-11-16-3", sensing.teachers_computers("smart_classroom"), at_least=1),
    Limit("bjk12-5-6-4", sensing.computers_per_class("primary"), at_least=1),
    Limit("bjk12-5-7-4", sensing.computers_per_class("junior"), at_least=1),
    Limit("bjk12-5-8-4", sensing.computers_per_class("senior"), at_least=1),
    Limit(
        "eval-1.2-1 zz-6.5-1a bjk12-7-t1 bjk12-7-10-1",
        sensing.per_head("teacher", "full_time_teachers"),
        at_least=1,
    ),
    Limit("zz-6.5-1b", sensing.per_head("student", "students"), at_least=Fraction(25, 100)),
)

LIMITS: tuple[Limit, ...] = (
    *LIVE, *ROOMS, *PLACES, *DISPLAYS, *CLASSROOMS, *SUBSYSTEMS, *HAZARDS, *OUTLETS,
    *BUILDINGS, *SENSORS, *COMPUTERS,
)  # fmt: skip

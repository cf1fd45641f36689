"""What each file of broken_configs is refused with: line, key, and what was meant."""

EXPECTED: dict[str, tuple[str, ...]] = {
    "address_is_a_number": (
        "11: targets[ups-1].address: expected text, but `127.1` is read as the number 127.1; "
        "quote it",
    ),
    "address_out_of_range": ("11: targets[ups-1].address: `127.0.0.256` is no IPv4 address",),
    "address_with_scheme": (
        "11: targets[ups-1].address: expected an IP address or a host name, without scheme, "
        "port or path",
    ),
    "alias_bomb": (
        "1: a: `&` names a value; leave it out, or quote the text",
        "2: b: `&` names a value; leave it out, or quote the text",
        "2: b[0]: `*` refers to another value; write that out, or quote the text",
        "3: c: `&` names a value; leave it out, or quote the text",
        "3: c[0]: `*` refers to another value; write that out, or quote the text",
        "4: d: `&` names a value; leave it out, or quote the text",
        "4: d[0]: `*` refers to another value; write that out, or quote the text",
        "5: e: `&` names a value; leave it out, or quote the text",
        "5: e[0]: `*` refers to another value; write that out, or quote the text",
        "6: f: `&` names a value; leave it out, or quote the text",
        "6: f[0]: `*` refers to another value; write that out, or quote the text",
        "7: g: `&` names a value; leave it out, or quote the text",
        "7: g[0]: `*` refers to another value; write that out, or quote the text",
        "8: h: `&` names a value; leave it out, or quote the text",
        "8: h[0]: `*` refers to another value; write that out, or quote the text",
        "9: i: `&` names a value; leave it out, or quote the text",
        "9: i[0]: `*` refers to another value; write that out, or quote the text",
    ),
    "anchor_and_alias": (
        "9: polling: `&` names a value; leave it out, or quote the text",
        "11: audit: `*` refers to another value; write that out, or quote the text",
    ),
    "back_off_shorter_than_interval": (
        "11: polling: back_off_at_most_seconds (60) is shorter than interval_seconds (300)",
    ),
    "base_sixty": (
        "10: polling.interval_seconds: `1:30` is read as 90 (base 60); write 90, or quote it",
    ),
    "bracket_not_closed": (
        "4: a list or map in brackets is not closed, or lacks a comma (what is open here "
        "began on line 3)",
    ),
    "circuit_twice": (
        "24: campus.circuits[backup]: ends on the port of the circuit at "
        "circuit_twice.yaml:17; a port carries one circuit",
    ),
    "colon_in_text": (
        "2: a `:` too many, or a line that is indented wrongly; quote text that holds a colon",
    ),
    "control_character": ("2: the control character U+0007 cannot stand here",),
    "date_not_iso": (
        "19: campus.people.as_of: expected a date such as 2026-09-01 (year-month-day, no "
        "quotes, no time of day), found the text `1.9.2026`",
    ),
    "day_that_is_none": ("19: campus.people.as_of: `2026-02-30` is no day of the calendar",),
    "devices_by_hand": (
        "16: campus.devices: is filled from the targets; remove it (in_scope, role and "
        "building stand there)",
    ),
    "empty": ("1: the file is empty; remove it, or write {} if so meant",),
    "fraction_of_a_probe": ("10: polling.concurrent_probes: expected a whole number, found `2.5`",),
    "indented_wrongly": (
        "8: a `:` too many, or a line that is indented wrongly; quote text that holds a colon",
    ),
    "interval_of_zero": ("10: polling.interval_seconds: must be more than 0, found `0`",),
    "key_is_a_number": ("9: the key `1` is read as the number 1; quote it",),
    "key_twice": ("9: http: given twice; the first stands on line 6",),
    "list_at_the_top": ("1: a configuration file is a map of keys, as in `site: …`",),
    "missing_credential": (
        "14: targets[ups-1].probes[0].password: credential:upsd needs CREDENTIALS_DIRECTORY, "
        "which systemd sets for units with LoadCredential=",
    ),
    "missing_key": ("10: targets[ups-1]: the key `address` is missing",),
    "missing_secret_file": (
        "14: targets[ups-1].probes[0].password: file:/nonexistent/campus cannot be read: No "
        "such file or directory",
    ),
    "missing_section": ("1: the key `store` is missing",),
    "missing_variable": (
        "14: targets[ups-1].probes[0].password: the environment variable CAMPUS_NEVER_SET is "
        "not set",
    ),
    "negative_people": ("18: campus.people.students: must be 0 or more, found `-600`",),
    "no_is_false": ("2: site.name: expected text, but `no` is read as false; quote it",),
    "no_targets": ("1: the key `targets` is missing; [] if nothing is to be asked",),
    "not_a_number": ("10: audit.freshness_at_most_seconds: `.nan` is no number that can be used",),
    "not_utf8": ("2: this is not UTF-8; save the file as UTF-8",),
    "notices_never_tried_again": (
        "10: notices.retry_waits_seconds: must have 1 entries or more, has 0",
        "11: notices.retry_after_at_most_seconds: must be more than 0, found `0`",
        "12: notices.kept_seconds: must be more than 0, found `-1`",
    ),
    "notices_without_a_wait": (
        "10: notices.retry_waits_seconds[1]: must be more than 0, found `0`",
    ),
    "nothing_stands_here": (
        "16: campus.buildings: nothing stands here; leave the key out if it is not known, "
        "write [] if there is none",
    ),
    "octal": ("8: http.port: `07654` is read as 4012 (octal); write 4012, or quote it",),
    "only_comments": ("1: the file is empty; remove it, or write {} if so meant",),
    "option_out_of_range": ("14: targets[ups-1].probes[0].port: must be 1 or more, found `0`",),
    "out_of_range": ("8: http.port: must be 65535 or less, found `70000`",),
    "own_limits_incomplete": (
        "9: audit.own_limits[0]: give at_least or at_most, one of the two",
        "10: audit.own_limits[1]: give at_least or at_most, one of the two",
        "11: audit.own_limits[2]: the key `clause` is missing",
        "12: audit.own_limits[3].at_least: expected a number, found the text `a lot`",
    ),
    "own_limits_loose": (
        "9: audit.own_limits[JJ010101.4]: at least 511999 is looser than the clause's at least "
        "512000; an own limit may only be stricter",
        "10: audit.own_limits[JJ010201.f5]: at most 90000.5 is looser than the clause's at most "
        "86400; an own limit may only be stricter",
        "11: audit.own_limits[JJ010201.f5]: limited twice; the first stands at "
        "own_limits_loose.yaml:10",
        "11: audit.own_limits[JJ010201.f5]: the clause asks at most 86400; an own limit is of the "
        "same kind",
        "12: audit.own_limits[JJ010201.f1]: nothing measures this clause, so that a limit would "
        "decide nothing",
        "13: audit.own_limits[JJ010101.5]: no clause of the site's profiles is named "
        "`JJ010101.5`; did you mean `JJ010101.f5`?",
    ),
    "pattern_not_closed": (
        "18: campus.access_ports[0].interfaces: the bracket in `GE0/0/[1-9` is not closed",
    ),
    "pattern_with_a_range": (
        "18: campus.access_ports[0].interfaces: `GE0/0/[1-24]`: brackets stand for one "
        "character, not for a range of numbers; list the patterns, as in [GE0/0/?, GE0/0/1?]",
    ),
    "plain_secret": (
        "14: targets[ups-1].probes[0].password: a secret is named by reference (env:NAME, "
        "file:/path or credential:NAME), not written here",
    ),
    "probe_timeout_longer_than_interval": (
        "16: targets[ups-1].probes[0]: timeout_seconds (45) is longer than interval_seconds "
        "(30); what a probe does not set comes from `polling`",
    ),
    "profile_twice": (
        "3: site.profiles[1]: listed twice; the first stands at profile_twice.yaml:3",
    ),
    "quote_not_closed": ("2: the quote is not closed",),
    "quoted_number": (
        "8: http.port: expected a whole number, found the text `0`; remove the quotes",
    ),
    "receiver_without_host": (
        "13: notices.receivers[duty].url: this is no URL of the form http://host:port/path or"
        " https://…",
    ),
    "room_twice": ("19: campus.rooms[A101]: listed twice; the first stands at room_twice.yaml:17",),
    "slash_in_a_name": (
        "10: targets[ups/1].name: a name is text without `/`, control characters, or blanks "
        "at its ends",
    ),
    "store_of_another_kind": (
        "5: store.url: expected sqlite:///FILE, sqlite:////ABSOLUTE/FILE or "
        "postgresql+psycopg://HOST/DATABASE, or a reference to one (env:NAME)",
    ),
    "store_with_password": (
        "5: store.url: a password stands in the URL; name the whole URL by reference (env:NAME)",
    ),
    "tab": ("10: a tab cannot indent; use spaces",),
    "tag": ("2: site.name: `!` types a value; leave it out, or quote the text",),
    "timeout_longer_than_interval": (
        "11: polling: timeout_seconds (15) is longer than interval_seconds (10); what a probe"
        " does not set comes from `polling`",
    ),
    "traps_without_listen": (
        "9: traps: the key `listen` is missing",
        "9: traps.port: must be 65535 or less, found `70000`",
    ),
    "twenty_thousand_brackets": ("1: nested deeper than 32 levels",),
    "two_documents": ("15: a second document begins; a file holds one",),
    "two_probes_of_one_name": (
        "15: targets[ups-1].probes[1]: two probes are named `ups-1/nut`; the first stands at "
        "two_probes_of_one_name.yaml:14; give one a `name`",
    ),
    "two_receivers_of_one_name": (
        "14: notices.receivers[duty]: listed twice; the first stands at "
        "two_receivers_of_one_name.yaml:11",
    ),
    "two_targets_of_one_name": (
        "15: targets[ups-1]: two targets are named `ups-1`; the first stands at "
        "two_targets_of_one_name.yaml:10",
    ),
    "unknown_building": (
        "19: campus.rooms[A101].building: no building is named `mian`; did you mean `main`?",
    ),
    "unknown_building_of_a_target": ("15: targets[ups-1].building: no building is named `annex`",),
    "unknown_collector": (
        "14: targets[ups-1].probes[0].collector: no collector is named `nutt`; did you mean `nut`?",
    ),
    "unknown_dns_server": (
        "16: campus.dns_servers: no target is named `dns-1`; did you mean `ups-1`?",
    ),
    "unknown_gateway": (
        "19: campus.meters[water].gateway: no gateway is named `gw-1`; known here: gw-main",
    ),
    "unknown_key": (
        "10: polling.intervall_seconds: unknown key `intervall_seconds`; did you mean "
        "`interval_seconds`?",
    ),
    "unknown_names_in_a_data_centre": (
        "20: campus.servers[host-1].device: no target is named `hots-1`; did you mean `host-1`?",
        "20: campus.servers[host-1].storage_ports[0].target: no target is named `core-1`; "
        "known here: host-1",
        "24: campus.systems[card].inside.target: no target is named `host-2`; did you mean "
        "`host-1`?",
        "26: campus.cameras[gate].place: no place is named `north gates`; did you mean "
        "`north gate`?",
        "26: campus.cameras[gate].recording.target: no target is named `nvr-1`; known here: host-1",
        "28: campus.data_sets[registry].copies[far].job.target: no target is named `backup-1`; "
        "known here: host-1",
        "28: campus.data_sets[registry].copies[far].room: no room is named `dc-1`",
    ),
    "unknown_option": (
        "14: targets[ups-1].probes[0].prot: unknown key `prot`; did you mean `port`?",
    ),
    "unknown_profile": (
        "3: site.profiles[1]: no standard is named `jjj`; known here: bjhei, bjk12, eval, gj,"
        " jj, zj, zz",
    ),
    "unknown_receiver_kind": (
        "12: notices.receivers[duty].kind: expected webhook, found the text `telegram`",
    ),
    "unknown_role": (
        "12: targets[ups-1].role: expected one of core, aggregation, access, firewall, "
        "router, wireless_controller, access_point, server, storage, ups, ats, environment, "
        "dns, web, broker, camera, recorder, other, found the text `upps`; did you mean "
        "`ups`?",
    ),
    "unknown_room": (
        "19: campus.data_sets[registry].room: no room is named `dc-2`; did you mean `dc-1`?",
    ),
    "unknown_section": ("9: notifications: unknown key `notifications`; did you mean `notices`?",),
    "unknown_target_in_a_fact": (
        "20: campus.power_domains[cameras].units[0].target: no target is named `usp-1`; did "
        "you mean `ups-1`?",
    ),
    "listens_longer_than_its_timeout": (
        "11: targets[broker-1].probes[0]: a round takes 15 s, and timeout_seconds (15) ends it "
        "before: what was heard would be lost",
    ),
    "uplink_twice": (
        "18: campus.backbone_links[1]: listed twice; the first stands at uplink_twice.yaml:17",
    ),
    "version_loses_its_zero": (
        "2: site.name: expected text, but `1.10` is read as the number 1.1; quote it",
    ),
    "waivers_incomplete": (
        "8: waivers[0]: the key `ends_on` is missing",
        "9: waivers[1]: the key `owner` is missing",
        "10: waivers[2]: the key `reason` is missing",
        "11: waivers[3].owner: says nothing",
        "11: waivers[3].reason: says nothing",
        "12: waivers[4].ends_on: expected a date such as 2026-09-01 (year-month-day, no quotes, "
        "no time of day), found the text `next year`",
    ),
    "waivers_of_no_clause": (
        "8: waivers[JJ010101.44]: no clause of the site's profiles is named `JJ010101.44`; did "
        "you mean `JJ010101.4`?",
        "9: waivers[zz-6.1-1a]: no clause of the site's profiles is named `zz-6.1-1a`",
        "14: waivers[JJ010101.4]: waived twice; the first stands at waivers_of_no_clause.yaml:10",
    ),
    "wrong_type": ("10: polling.interval_seconds: expected a number, found the text `one minute`",),
}

"""What the daemon reads at start: files as one, faults all at once, secrets never shown."""

import os
import random
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.config import Configuration, load
from agent.config_error import ConfigError, Faults
from agent.yaml_source import FILE_AT_MOST_BYTES, parse
from checks.clause import Requirement, load_standards
from checks.waiver import Waiver
from collectors.catalogue import COLLECTORS
from tests.agent.expected_faults import EXPECTED

BROKEN = Path(__file__).parent / "broken_configs"
STANDARDS = load_standards()

SITE = "site: {name: Example School, profiles: [jj]}\nstore: {url: 'sqlite:///auditor.db'}\n"
TARGET = "  - {name: ups-1, address: 127.0.0.1, role: ups, probes: [{collector: nut}]}\n"
TARGETS = f"targets:\n{TARGET}"


def read(path: Path, **environment: str) -> Configuration:
    return load(path, COLLECTORS, STANDARDS, environment)


def written(folder: Path, main: str, **fragments: str) -> Path:
    """The main file of a new configuration; fragments are files of conf.d by their stem."""
    path = folder / "campus-auditor.yaml"
    path.write_text(main, encoding="utf-8")
    for stem, text in fragments.items():
        (folder / "conf.d").mkdir(exist_ok=True)
        (folder / "conf.d" / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path, **environment: str) -> list[str]:
    """The faults as an operator sees them, but for the folder."""
    with pytest.raises(ConfigError) as caught:
        read(path, **environment)
    assert str(caught.value) == "\n".join(str(fault) for fault in caught.value.faults)
    return [str(fault).replace(f"{path.parent}/", "") for fault in caught.value.faults]


# --- broken files --------------------------------------------------------------------------


def test_every_broken_file_has_its_message() -> None:
    assert {path.stem for path in BROKEN.iterdir()} == EXPECTED.keys()
    assert len(EXPECTED) >= 40


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_file_is_refused_with_line_and_meaning(name: str) -> None:
    path = BROKEN / f"{name}.yaml"
    faults = [fault.replace(f"{path.parent}/", "") for fault in faults_of(path)]
    assert faults == [f"{name}.yaml:{expected}" for expected in EXPECTED[name]]


def test_no_message_repeats_what_may_be_a_secret() -> None:
    holding = [path for path in BROKEN.iterdir() if b"canary-4711" in path.read_bytes()]
    assert len(holding) >= 3
    for path in holding:
        assert "canary" not in "\n".join(faults_of(path))


@pytest.mark.parametrize(
    "value",
    [
        "canary",
        "[canary]",
        "{canary: canary}",
        "!canary x",
        "&canary x",
        "*canary",
        "@canary",
        "`canary`",
        "%canary",
        '"canary',
        "'canary",
        '"\\canary"',
        "canary: canary",
        "[canary",
        "{canary",
        "env:canary!",
        "file:canary",
        "credential:../canary",
        "http://canary:canary@",
        "postgresql://canary:canary@127.0.0.1/canary",
        "|canary",
    ],
)
@pytest.mark.parametrize(
    "around",
    [
        SITE + "targets:\n  - name: a\n    address: 127.0.0.1\n    role: ups\n"
        "    probes:\n      - collector: nut\n        user: auditor\n        password: HERE\n",
        SITE + TARGETS + "notices:\n  receivers:\n    - name: duty\n      kind: webhook\n"
        "      url: HERE\n",
        "site: {name: a, profiles: [jj]}\ntargets: []\nstore:\n  url: HERE\n",
    ],
    ids=["a probe", "a receiver", "the store"],
)  # fmt: skip
def test_a_secret_in_the_file_is_refused_and_not_shown(
    tmp_path: Path, value: str, around: str
) -> None:
    faults = faults_of(written(tmp_path, around.replace("HERE", value)))
    assert faults
    assert "canary" not in "\n".join(faults)


@pytest.mark.parametrize(
    "value", ["07654321", "1:30:59", ".inf", "2026-13-99", "90071992547409931"]
)
def test_a_numeric_secret_is_not_shown_either(tmp_path: Path, value: str) -> None:
    probe = f"{{collector: snmp, version: 2c, community: {value}}}"
    faults = faults_of(written(tmp_path, SITE + TARGETS.replace("{collector: nut}", probe)))
    assert len(faults) == 1
    assert value not in faults[0]


# --- waivers and own limits -----------------------------------------------------------------


def test_waivers_and_own_limits_name_their_clause(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        SITE + "targets: []\naudit:\n  own_limits:\n"
        "    - {clause: JJ010101.4, at_least: 1_000_000}\n"
        "    - {clause: JJ010201.f5, at_most: 43_200}\n",
        works="waivers:\n  - {clause: JJ010101.4, owner: Li Na, reason: works,"
        " ends_on: 2020-01-31}\n",
        more="waivers:\n  - {clause: JJ010101.4, subject: circuit/cernet, owner: Li Na,"
        " reason: works, ends_on: 2027-01-31}\n",
    )
    rules = read(path).clause_rules
    assert rules.own_limits == {
        ("jj", "JJ010101.4"): Requirement(at_least=1_000_000),
        ("jj", "JJ010201.f5"): Requirement(at_most=43_200),
    }
    assert set(rules.waivers) == {
        Waiver("jj", "JJ010101.4", "campus", "Li Na", "works", date(2020, 1, 31)),  # it has ended
        Waiver("jj", "JJ010101.4", "circuit/cernet", "Li Na", "works", date(2027, 1, 31)),
    }


@pytest.mark.parametrize("limit", ["at_least: 512_000", "at_least: 512_000.5"])
def test_the_documents_own_limit_and_a_stricter_one_are_taken(tmp_path: Path, limit: str) -> None:
    own = f"audit: {{own_limits: [{{clause: JJ010101.4, {limit}}}]}}\n"
    assert read(written(tmp_path, SITE + "targets: []\n" + own)).clause_rules.own_limits


# --- every fault at once -------------------------------------------------------------------


def test_all_faults_of_all_files_are_listed_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        SITE + "http: {port: eighty, prot: 80}\n",
        campus="campus:\n  people: {staff: -1, students: x, as_of: 2026-09-01, source: s}\n"
        "  portals: [portal]\n",
        targets="targets:\n  - name: a\n    address: 127.0.0.1\n    role: core\n    probes:\n"
        "      - collector: snmp\n        version: 2c\n        community: env:UNSET\n"
        "        interval_seconds: -5\n        retrials: 3\n",
    )
    assert faults_of(path) == [
        "campus-auditor.yaml:3: http.port: expected a whole number, found the text `eighty`",
        "campus-auditor.yaml:3: http.prot: unknown key `prot`; did you mean `port`?",
        "conf.d/campus.yaml:2: campus.people.staff: must be 0 or more, found `-1`",
        "conf.d/campus.yaml:2: campus.people.students: expected a whole number,"
        " found the text `x`",
        "conf.d/campus.yaml:3: campus.portals: no target is named `portal`; known here: a",
        "conf.d/targets.yaml:8: targets[a].probes[0].community:"
        " the environment variable UNSET is not set",
        "conf.d/targets.yaml:9: targets[a].probes[0].interval_seconds:"
        " must be more than 0, found `-5`",
        "conf.d/targets.yaml:10: targets[a].probes[0].retrials: unknown key `retrials`;"
        " did you mean `retries`?",
    ]  # fmt: skip


def test_what_an_unreadable_file_may_hold_is_neither_missing_nor_dangling(tmp_path: Path) -> None:
    path = written(
        tmp_path, SITE, campus="campus: {portals: [portal], rooom: 1}\n", targets="a: [\n"
    )
    assert [fault.split(": ")[0] for fault in faults_of(path)] == [
        "conf.d/campus.yaml:1",
        "conf.d/targets.yaml:2",
    ]


def test_a_key_that_was_given_badly_is_not_called_missing_too(tmp_path: Path) -> None:
    path = written(tmp_path, SITE.replace("Example School", "~") + TARGETS)
    assert len(faults_of(path)) == 1


# --- several files -------------------------------------------------------------------------


def test_files_are_read_as_one(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        SITE + TARGETS + "campus: {buildings: [{name: main}]}\n",
        a="campus: {buildings: [{name: annex}], portals: [web-1]}\n",
        b=TARGETS.replace("ups-1", "web-1"),
    )
    configuration = read(path)
    assert [target.name for target in configuration.targets] == ["ups-1", "web-1"]
    assert [building.name for building in configuration.campus.buildings or []] == ["main", "annex"]
    assert configuration.campus.portals == ["web-1"]


def test_a_value_given_in_two_files_is_refused_with_both_places(tmp_path: Path) -> None:
    path = written(tmp_path, SITE + TARGETS, more="site:\n  name: Another\n")
    assert faults_of(path) == [
        "conf.d/more.yaml:2: site.name: given twice; the first stands at campus-auditor.yaml:1"
    ]


def test_one_target_in_two_files_is_refused_with_both_places(tmp_path: Path) -> None:
    path = written(tmp_path, SITE + TARGETS, more=f"# twice\n{TARGETS}")
    assert faults_of(path) == [
        "conf.d/more.yaml:3: targets[ups-1]: two targets are named `ups-1`;"
        " the first stands at campus-auditor.yaml:4"
    ]


def test_a_list_and_a_map_under_one_key_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, SITE + TARGETS, more="targets: {ups-1: {}}\n")
    assert faults_of(path) == [
        "conf.d/more.yaml:1: targets: given twice; the first stands at campus-auditor.yaml:3"
    ]


def test_files_of_editors_are_passed_over_and_slips_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, SITE + TARGETS, more="{}\n")
    (tmp_path / "conf.d" / ".#more.yaml").write_text("x: [", encoding="utf-8")
    (tmp_path / "conf.d" / "more.yaml~").write_text("x: [", encoding="utf-8")
    read(path)
    (tmp_path / "conf.d" / "more.yml").write_text("x: [", encoding="utf-8")
    assert faults_of(path) == ["conf.d/more.yml:1: is not read; files here are named *.yaml"]


def test_files_that_cannot_be_read_are_faults(tmp_path: Path) -> None:
    path = written(tmp_path, SITE + TARGETS, more="{}\n")
    (tmp_path / "conf.d" / "folder.yaml").mkdir()
    (tmp_path / "conf.d" / "gone.yaml").symlink_to("nowhere")
    os.mkfifo(tmp_path / "conf.d" / "pipe.yaml")
    assert faults_of(path) == [
        "conf.d/folder.yaml:1: cannot be read: it is no regular file",
        "conf.d/gone.yaml:1: cannot be read: No such file or directory",
        "conf.d/pipe.yaml:1: cannot be read: it is no regular file",
    ]
    assert faults_of(tmp_path / "other" / "missing.yaml") == [
        "missing.yaml:1: cannot be read: No such file or directory"
    ]


def test_a_conf_d_that_is_no_folder_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, SITE + TARGETS)
    (tmp_path / "conf.d").write_text("", encoding="utf-8")
    assert faults_of(path) == ["conf.d:1: cannot be read: Not a directory"]


def test_the_digest_changes_with_every_byte_of_every_file(tmp_path: Path) -> None:
    path = written(tmp_path, SITE + TARGETS, a="{}\n")
    digests = {read(path).digest}
    assert read(path).digest in digests
    for main, fragments in (
        (SITE + TARGETS, {"a": "{} # one\n"}),
        (SITE + TARGETS + "# one\n", {"a": "{}\n"}),
        (SITE + TARGETS, {"a": "{}\n", "b": "{}\n"}),
    ):
        digest = read(written(tmp_path, main, **fragments)).digest
        assert len(digest) == 64
        digests.add(digest)
    assert len(digests) == 4


# --- what may be left out, and what comes out ----------------------------------------------


def test_what_is_left_out_has_its_default_and_facts_are_unknown(tmp_path: Path) -> None:
    configuration = read(written(tmp_path, SITE + TARGETS))
    assert configuration.polling.interval_seconds == 60
    assert configuration.polling.timeout_seconds == 15
    assert configuration.http.listen == "127.0.0.1"
    assert configuration.audit.freshness_at_most_seconds is None
    assert configuration.notices.receivers == []
    assert configuration.campus.buildings is None
    assert [device.name for device in configuration.campus.devices] == ["ups-1"]


def test_an_empty_list_of_targets_may_be_meant(tmp_path: Path) -> None:
    assert read(written(tmp_path, SITE + "targets: []\n")).targets == ()


def test_yaml_dates_and_long_numbers_are_read(tmp_path: Path) -> None:
    campus = (
        "campus:\n  circuits:\n    - {name: c, kind: cernet, target: ups-1, interface: 1/0/1x,"
        " contract_bits_per_second: 2_000_000_000, as_of: 2026-03-01, source: contract}\n"
    )
    circuits = read(written(tmp_path, SITE + TARGETS + campus)).campus.circuits
    assert circuits is not None
    assert circuits[0].contract_bits_per_second == 2_000_000_000
    assert circuits[0].as_of == date(2026, 3, 1)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff" + (SITE + TARGETS).replace("\n", "\r\n"))
    assert read(path).site.name == "Example School"


STORES = {
    "relative: from the main file's folder": ("sqlite:///auditor.db", "sqlite:///{folder}/auditor.db"),
    "absolute": ("sqlite:////var/lib/x.db", "sqlite:////var/lib/x.db"),
    "PostgreSQL without a password": (
        "postgresql+psycopg://auditor@127.0.0.1/auditor",
        "postgresql+psycopg://auditor@127.0.0.1/auditor",
    ),
    "by reference, with one": ("env:URL", "postgresql://auditor:canary@127.0.0.1/auditor"),
}  # fmt: skip


@pytest.mark.parametrize(("url", "expected"), STORES.values(), ids=STORES)
def test_the_store_is_where_the_file_says(tmp_path: Path, url: str, expected: str) -> None:
    path = written(tmp_path, SITE.replace("sqlite:///auditor.db", url) + TARGETS)
    store = read(path, URL="postgresql://auditor:canary@127.0.0.1/auditor").store
    assert store.url.reveal() == expected.format(folder=tmp_path)
    assert "canary" not in repr(store)


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://host/x.db", "sqlite:///x.db?mode=ro",
     "sqlite+aiosqlite:///x.db", "postgresql://127.0.0.1", "postgresql+asyncpg://h/d", "auditor.db",
     "", "postgresql://h:port/d", "sqlite:///x%00.db"],
)  # fmt: skip
def test_no_other_store_is_taken(tmp_path: Path, url: str) -> None:
    path = written(tmp_path, SITE.replace("sqlite:///auditor.db", url) + TARGETS)
    assert faults_of(path)[0].startswith("campus-auditor.yaml:2: store.url: ")


def test_a_receivers_url_may_stand_in_the_file_or_be_named(tmp_path: Path) -> None:
    notices = (
        "notices:\n  receivers:\n"
        "    - {name: a, kind: webhook, url: 'https://127.0.0.1/robot?key=canary'}\n"
        "    - {name: b, kind: webhook, url: env:ROBOT, timeout_seconds: 2}\n"
    )
    path = written(tmp_path, SITE + TARGETS + notices)
    receivers = read(path, ROBOT="http://[::1]:9094/canary").notices.receivers
    assert receivers[0].url.reveal() == "https://127.0.0.1/robot?key=canary"
    assert receivers[1].url.reveal() == "http://[::1]:9094/canary"
    assert "canary" not in repr(receivers)
    assert faults_of(path, ROBOT="canary") == [
        "campus-auditor.yaml:8: notices.receivers[b].url:"
        " what the reference names is no URL of the form http://host:port/path or https://…"
    ]


# --- hostile files -------------------------------------------------------------------------


def test_a_file_beyond_the_size_limit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "#" * (FILE_AT_MOST_BYTES + 1))
    assert faults_of(path) == [
        "campus-auditor.yaml:1: cannot be read: it is larger than 16 MiB; split it"
    ]


def test_a_file_of_too_many_values_is_refused(tmp_path: Path) -> None:
    faults = Faults()
    content = (SITE + TARGETS).encode()
    assert parse(tmp_path / "a.yaml", content, faults, nodes_at_most=100) is not None
    assert parse(tmp_path / "a.yaml", content, faults, nodes_at_most=10) is None
    assert [fault.message for fault in faults.found] == ["too many values for one file; split it"]


def test_a_number_of_megabytes_costs_nothing(tmp_path: Path) -> None:
    """PyYAML needs the square of the length for base 60."""
    path = written(tmp_path, SITE + TARGETS + f"http: {{port: 1{':59' * 1_000_000}}}\n")
    assert "expected a whole number" in faults_of(path)[0]


def test_control_characters_of_a_file_do_not_reach_the_terminal(tmp_path: Path) -> None:
    named = '{{name: "{0}", address: a, role: ups, probes: [{{collector: nut, ups: "{0}"}}]}}'
    target = named.format("x\\e[2Jy\\n")
    facts = 'campus: {portals: ["\\a"]}\n'
    path = written(tmp_path, f'{SITE}targets: [{target}]\n"a\\e[2Jb\\n": 1\n{facts}')
    faults = faults_of(path)
    assert len(faults) == 4
    assert all(fault.isprintable() for fault in faults)


@settings(max_examples=300, deadline=None)
@given(text=st.text())
def test_arbitrary_text_is_refused_and_nothing_worse(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "arbitrary.yaml"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    with pytest.raises(ConfigError):
        read(path)


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates(),
    st.datetimes(), st.sampled_from(["snmp", "env:X", "main", "2c", "sqlite:///x", "core"]),
)  # fmt: skip
KEYS = st.sampled_from(
    ["site", "store", "http", "polling", "audit", "notices", "targets", "campus", "name",
     "profiles", "url", "listen", "port", "probes", "collector", "address", "role", "building",
     "community", "version", "read", "receivers", "kind", "interval_seconds", "timeout_seconds",
     "people", "buildings", "uplinks", "rooms", "circuits", "target", "interface",
     "access_ports", "interfaces", "devices", "staff", "as_of", "meters", "gateway"]
)  # fmt: skip
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(tree=st.dictionaries(KEYS, TREES, max_size=6))
def test_any_tree_of_known_keys_is_refused_and_nothing_worse(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, object]
) -> None:
    path = tmp_path_factory.getbasetemp() / "tree.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8", errors="replace")
    with pytest.raises(ConfigError) as caught:
        read(path)
    assert all(fault.line >= 1 and fault.message for fault in caught.value.faults)


@pytest.mark.parametrize("seed", range(200))
def test_a_good_file_with_a_few_bytes_changed_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    content = bytearray((SITE + TARGETS + "campus: {portals: [ups-1]}\n").encode())
    for _ in range(dice.randint(1, 4)):
        content[dice.randrange(len(content))] = dice.choice(b"\t\n :-[]{}'\"&*!|>%@`#,\x00\xff0aZ")
    path = tmp_path / "mutant.yaml"
    path.write_bytes(content)
    try:
        assert read(path).site.name
    except ConfigError as error:
        assert error.faults  # noqa: PT017 - both outcomes are right

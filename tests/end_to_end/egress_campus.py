"""A campus behind two egress routers in network namespaces, and the auditor in the one of its NOC:
real routes and cables, the routers' own snmpd, and a name server outside that answers by line."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from tests.collectors.path.egresses import FAR, ROUTERS, SOURCES
from tests.collectors.path.network import Network, helper, standing_in
from tests.end_to_end.daemon import Daemon, running
from tests.end_to_end.real_snmpd import snmpd_of
from tests.peers.name_servers import unbound

COMMUNITY = "campus-ro"
WWW = {"a": "198.51.1.80", "b": "198.51.2.80"}

#: A view per line: whoever asks from an address of the line is given the server on it.
VIEWS = "".join(
    f"  access-control: {source}/24 allow\n  access-control-view: {source}/24 {line}\n"
    for line, source in SOURCES.items()
) + "".join(
    f'view:\n  name: {line}\n  local-zone: "example.edu." static\n'
    '  local-data: "example.edu. 60 IN SOA ns hostmaster 1 60 60 60 60"\n'
    f'  local-data: "www.example.edu. 60 IN A {address}"\n'
    for line, address in WWW.items()
)

#: By line; and who shares them.
CONTRACTS = {"a": 2_500_000_000, "b": 2_000_000_000}
STAFF, STUDENTS = 300, 2200

INVENTORY = Template("""\
site: {name: Two egresses, profiles: [bjhei, zz]}
store: {url: "sqlite:///auditor.db"}
http: {port: 0}
polling: {interval_seconds: 3, timeout_seconds: 2.5}
audit: {freshness_at_most_seconds: 10, sustain_at_most_seconds: 0}
campus:
  people: {staff: $staff, students: $students, as_of: $today, source: registry}
  circuits:
    - name: a
      kind: $kind_a
      target: router-a
      interface: outer
      contract_bits_per_second: $contract_a
      as_of: $today
      source: contract 17
      reaches: {target: noc, instance: a}
    - name: b
      kind: $kind_b
      target: router-b
      interface: outer
      contract_bits_per_second: $contract_b
      as_of: $today
      source: contract 18
      reaches: {target: noc, instance: b}
  dns_lines:
    - {name: a, target: dns-1, instance: a}
    - {name: b, target: dns-1, instance: b}
targets:
  - name: router-a
    address: $router_a
    role: router
    probes: [{collector: snmp, port: $snmp_a, community: env:CAMPUS_COMMUNITY, read: [interfaces]}]
  - name: router-b
    address: $router_b
    role: router
    probes: [{collector: snmp, port: $snmp_b, community: env:CAMPUS_COMMUNITY, read: [interfaces]}]
  - name: noc
    address: 127.0.0.1
    role: server
    probes:
      - collector: path
        helper: $helper
        tests:
          - {name: a, source: $source_a, $test}
          - {name: b, source: $source_b, $test}
  - name: dns-1
    address: $far
    role: dns
    probes:
      - collector: resolver
        port: $dns
        query_timeout_seconds: 0.4
        lines:
          - {instance: a, source: $source_a, name: www.example.edu, prefixes: [198.51.1.0/24]}
          - {instance: b, source: $source_b, name: www.example.edu, prefixes: [198.51.2.0/24]}
""")
TEST = f"address: {FAR}, count: 3, interval_seconds: 0.1, wait_seconds: 0.7"


@asynccontextmanager
async def audited(made: Network, folder: Path, cernet: str) -> AsyncIterator[Daemon]:
    """The daemon in `near`, and the line that is CERNET's; the other is an operator's. The test
    stands in `near` too for the length of the block."""
    socket, config = folder / "helper", folder / "auditor.yaml"
    filled = {
        "far": FAR, "helper": socket, "test": TEST, "today": datetime.now(UTC).date(),
        "staff": STAFF, "students": STUDENTS,
    }  # fmt: skip
    async with AsyncExitStack() as stack:
        stack.enter_context(standing_in(made, "near"))
        enter = stack.enter_async_context
        for line, router in ROUTERS.items():
            access = [f"rocommunity {COMMUNITY} {SOURCES[line]}"]
            inside = made.inside(line)
            port = await enter(snmpd_of(inside, folder / f"router-{line}", router, access))
            filled |= {f"snmp_{line}": port, f"router_{line}": router}
            filled |= {f"source_{line}": SOURCES[line], f"contract_{line}": CONTRACTS[line]}
            filled[f"kind_{line}"] = "cernet" if line == cernet else "internet"
        inside = made.inside("far")
        filled["dns"] = await enter(unbound(folder, VIEWS, "example.edu", [FAR], inside))
        await enter(helper(socket))
        config.write_text(INVENTORY.substitute(filled))
        yield await enter(running(config))

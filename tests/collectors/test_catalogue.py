"""The one table of collectors fits the inventory that operators copy."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.catalogue import COLLECTORS
from collectors.quantities import QUANTITIES
from collectors.target import RESOLVE

EXAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "examples" / "conf.d" / "targets.yaml"
#: What the schedule takes of a probe's keys; all others are the collector's.
SCHEDULE = {"collector", "name", "interval_seconds", "timeout_seconds"}


def example_probes() -> list[Any]:
    targets = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))["targets"]
    return [
        pytest.param(probe, id=f"{target['name']}/{probe['collector']}")
        for target in targets
        for probe in target["probes"]
    ]


def test_every_collector_is_known_by_its_own_name() -> None:
    dns, pages = {"names", "resolver", "zone"}, {"web", "portal"}
    assert set(COLLECTORS) == {"snmp", "nut", "path", "json", "mqtt", "ssh"} | dns | pages
    assert all(name == collector.name for name, collector in COLLECTORS.items())


def test_every_collector_measures_declared_quantities() -> None:
    for collector in COLLECTORS.values():
        assert collector.measures, collector.name
        for quantity in collector.measures:
            assert QUANTITIES.get(quantity.name) is quantity, (collector.name, quantity.name)


@pytest.mark.parametrize("probe", example_probes())
def test_the_examples_options_are_those_of_the_collector(probe: dict[str, Any]) -> None:
    options = {key: value for key, value in probe.items() if key not in SCHEDULE}
    collector = COLLECTORS[probe["collector"]]
    read = collector.options.model_validate(options, context={RESOLVE: lambda name: "long-enough"})
    assert options.keys() <= read.model_fields_set


def test_every_collector_has_an_example() -> None:
    used = {parameters.values[0]["collector"] for parameters in example_probes()}
    assert used == set(COLLECTORS)

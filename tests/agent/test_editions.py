"""Standards from a user's own file: read like ours, and every slip told with file and clause."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.editions import EditionError, load_edition

SHIPPED = Path(__file__).parents[2] / "checks" / "standards" / "eval.yaml"

Edit = Callable[[dict[str, Any]], object]


def edition(folder: Path, edit: Edit) -> Path:
    document = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    edit(document)
    path = folder / "edition.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


def test_another_limit_is_another_edition(tmp_path: Path) -> None:
    path = edition(tmp_path, lambda d: d["clauses"][1]["require"].update(at_least=2e9))
    standard = load_edition(path)
    assert standard.clauses[1].id == "eval-1.1-1b"
    assert standard.clauses[1].require is not None
    assert standard.clauses[1].require.limit == 2e9


SLIPS: dict[str, tuple[Edit, str]] = {
    "an indicator that there is not": (
        lambda d: d["clauses"][1].update(indicator="egress_feet_per_second"),
        "clause eval-1.1-1b: no indicator is named egress_feet_per_second",
    ),
    "an interpretation that there is not": (
        lambda d: d["clauses"][1].update(interpretation=["I-99"]),
        "clause eval-1.1-1b: there is no interpretation I-99",
    ),
    "two limits": (
        lambda d: d["clauses"][1].update(require={"at_least": 1, "at_most": 2}),
        "clause eval-1.1-1b, require: Value error, require exactly one of at_least, at_most",
    ),
    "an unknown key": (
        lambda d: d["clauses"][1].update(limit=3),
        "clause eval-1.1-1b, limit: Extra inputs are not permitted",
    ),
    "no title": (lambda d: d.pop("title"), "title: Field required"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_file_and_clause(tmp_path: Path, slip: str) -> None:
    edit, message = SLIPS[slip]
    path = edition(tmp_path, edit)
    with pytest.raises(EditionError) as caught:
        load_edition(path)
    assert f"{path}: {message}" in str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id: {\n]", ":2: this is no YAML that can be read"),
        (b"id: \xd0", ": this is not UTF-8"),
        (b"- a list", ": this is no standard; expected a map with `id`, `title` and `clauses`"),
        (b"", ": this is no standard; expected a map with `id`, `title` and `clauses`"),
    ],
)
def test_what_is_no_standard_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "edition.yaml"
    path.write_bytes(content)
    with pytest.raises(EditionError) as caught:
        load_edition(path)
    assert str(caught.value) == f"{path}{message}"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="cannot be read: No such file or directory"):
        load_edition(tmp_path / "edition.yaml")

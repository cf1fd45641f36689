"""Standards from a user's own file: another edition, or one of the site."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from checks.clause import Standard, load_standard
from checks.indicators import INDICATORS
from checks.interpretation import load_interpretations


class EditionError(Exception):
    """Says everything that is wrong with the file, a line each."""


def load_edition(path: Path) -> Standard:
    """The standard that the file describes, in the form of those that ship with the product.
    Raises EditionError."""
    try:
        standard = load_standard(path)
    except OSError as error:
        raise EditionError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise EditionError(f"{path}: this is not UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        raise EditionError(f"{path}{line}: this is no YAML that can be read") from None
    except ValidationError as error:
        raise EditionError("\n".join(_faults(path, error))) from None
    except (TypeError, AttributeError):
        message = "this is no standard; expected a map with `id`, `title` and `clauses`"
        raise EditionError(f"{path}: {message}") from None
    except ValueError as error:
        raise EditionError(str(error)) from None
    faults = [
        f"{path}: clause {clause.id}: {problem}"
        for clause in standard.clauses
        for problem in _dangling(clause.indicator, clause.interpretation)
    ]
    if faults:
        raise EditionError("\n".join(faults))
    return standard


def _faults(path: Path, error: ValidationError) -> list[str]:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        f"{path}: {_where(raw, detail['loc'])}{detail['msg']}"
        for detail in error.errors(include_url=False, include_input=False)
    ]


def _where(raw: object, steps: tuple[str | int, ...]) -> str:
    """Clauses by their id: "clause zz-4.1-3a, require: "."""
    named = list(steps)
    clauses = raw.get("clauses") if isinstance(raw, dict) else None
    if len(named) > 1 and named[0] == "clauses" and isinstance(clauses, list):
        position = named[1]
        clause = clauses[position] if isinstance(position, int) else None
        id_ = clause.get("id", position) if isinstance(clause, dict) else position
        named = [f"clause {id_}", *named[2:]]
    return f"{', '.join(map(str, named))}: " if named else ""


def _dangling(indicator: str | None, interpretations: list[str]) -> list[str]:
    problems = []
    if indicator is not None and indicator not in INDICATORS:
        problems.append(f"no indicator is named {indicator}")
    problems += [
        f"there is no interpretation {each}"
        for each in interpretations
        if each not in load_interpretations()
    ]
    return problems

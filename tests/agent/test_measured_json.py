"""Whatever an indicator can come to is the same after the store has kept it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.store.measured_json import measured_json, measured_of
from checks.verdict import Cause, CauseKind, Coverage, Grade, InPart, Measured, Subject

NAME = "egress_bits_per_second_per_person"

texts = st.text(min_size=1, max_size=20)
numbers = st.floats(min_value=0, allow_nan=False)  # without an upper bound, infinity
causes = st.builds(Cause, st.sampled_from(CauseKind), texts, st.text(max_size=20))
subjects = st.builds(
    Subject, texts, st.text(max_size=20), st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
)
measured_values = st.builds(
    lambda told, rest: Measured(NAME, rest.pop("subject"), *told, **rest),
    st.one_of(st.tuples(numbers, st.none()), st.tuples(st.none(), causes)),
    st.fixed_dictionaries(
        {
            "subject": subjects,
            "coverage": st.builds(Coverage, st.integers(0, 9), st.integers(0, 9)),
            "grade": st.sampled_from(Grade),
            "arithmetic": st.text(max_size=20),
            "lowest": st.none() | numbers,
            "highest": st.none() | numbers,
            "untold": st.none() | causes,
            "in_part": st.none() | st.builds(InPart, numbers, causes),
        }
    ),
)


@given(measured_values)
def test_a_value_comes_back_as_it_was(measured: Measured) -> None:
    assert measured_of(NAME, measured_json(measured)) == measured


def test_without_bound_above_stays_so() -> None:
    measured = Measured(NAME, Subject("campus"), 1.0, None, lowest=1.0, highest=math.inf)
    assert measured_of(NAME, measured_json(measured)).highest == math.inf


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kind": "campus", "coverage": {}}'])
def test_what_was_never_written_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        measured_of(NAME, text)

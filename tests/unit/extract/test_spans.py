"""What is left of a span when others are cut out of it."""

from hypothesis import given
from hypothesis import strategies as st

from planrunner.extract.spans import outside

PLACES = st.integers(0, 30)
SPANS = st.tuples(PLACES, PLACES).map(sorted).map(lambda ends: (ends[0], ends[1]))


@given(SPANS, st.lists(SPANS, max_size=6))
def test_what_is_left_is_what_no_cut_holds(span: tuple[int, int], cuts: list[tuple[int, int]]) -> None:
    """Place by place: kept where it lies in the span and in no cut, each once, in order, no piece empty."""
    pieces = list(outside(span, cuts))
    kept = [at for start, end in pieces for at in range(start, end)]
    assert kept == [at for at in range(*span) if not any(start <= at < end for start, end in cuts)]
    assert all(start < end for start, end in pieces)

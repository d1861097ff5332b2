"""Stretches without sound are kept beside the words; those of one cause that touch are one."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from recorder import clients, gaps, sessions
from recorder.conversation import Cause, Gap, Session
from recorder.vault import Vault

AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)

_GAPS = st.lists(
    st.builds(
        lambda start, long, cause, channel, late: Gap(
            float(start), float(start + long), cause, channel, AT + timedelta(seconds=late)
        ),
        st.integers(0, 30),
        st.integers(0, 8),
        st.sampled_from((Cause.PAUSE, Cause.DEVICE_LOST)),
        st.sampled_from((None, 0, 1)),
        st.integers(0, 99),
    ),
    max_size=12,
)


def _covered(several: list[Gap] | tuple[Gap, ...]) -> set[tuple[Cause, int | None, int]]:
    return {
        (gap.cause, gap.channel, second)
        for gap in several
        for second in range(int(gap.start), int(gap.end))
    }


@given(_GAPS)
def test_joined_they_cover_the_same_and_none_of_a_kind_touch(several: list[Gap]) -> None:
    whole = gaps.joined(several)
    assert _covered(whole) == _covered(several)
    assert list(whole) == sorted(whole, key=lambda gap: gap.start)
    for one, other in combinations(whole, 2):
        alike = (one.cause, one.channel) == (other.cause, other.channel)
        assert not alike or one.end < other.start
    assert set(gaps.joined(whole)) == set(whole)


def test_they_are_read_as_kept_and_kept_anew(opened: Vault) -> None:
    client = clients.named_or_new(opened, "Leïla", "fr")
    session = Session(sessions.new_id(), client.id, "Paul", "fr", "room", AT, 0.0, ())
    sessions.add(opened, session)
    first = (
        Gap(5.5, 9.0, Cause.OFF_THE_RECORD, None, AT),
        Gap(1.0, 2.0, Cause.OVERFLOW, 1, AT),
        Gap(2.0, 3.0, Cause.OVERFLOW, 1, AT + timedelta(seconds=9)),
    )
    gaps.keep(opened, session, first)
    assert gaps.all_of(opened, session) == (Gap(1.0, 3.0, Cause.OVERFLOW, 1, AT), first[0])
    gaps.keep(opened, session, first[:1])
    assert gaps.all_of(opened, session) == first[:1]

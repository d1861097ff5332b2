"""While they speak: nobody is named without reason, and what the coach says stands and teaches."""

import pytest
from rooms import Room, diarizer, room

from models.company import Company, Provisional
from models.enrolment import enrolment
from models.utterances import utterances
from models.voice import RATE
from models.wordtimes import HeardWord
from recorder.conversation import Speaker

NAMES = (Speaker.COACH, Speaker.CLIENT)


def _turns(one: Room) -> list[tuple[list[HeardWord], int]]:
    """What settles: utterances, each with whose it is."""
    whose = dict(zip(one.words, one.people, strict=True))
    found = [
        (list(each.words), person)
        for person in (0, 1)
        for each in utterances([word for word in one.words if whose[word] == person])
    ]
    return sorted(found, key=lambda pair: pair[0][0].start)


def _settle(company: Company, one: Room, words: list[HeardWord]) -> list[Provisional]:
    first = max(0.0, words[0].start - 0.3)
    return company.settle(
        words, one.mono[int(first * RATE) : int((words[-1].end + 0.3) * RATE)], first
    )


def _right(company: Company, one: Room) -> tuple[float, float]:
    """Shares of words to the right person and to the wrong one."""
    whose = dict(zip(one.words, one.people, strict=True))
    pairs = [(said.speaker, NAMES[whose[w]]) for said in company.said for w in said.spoken.words]
    right = sum(speaker == true for speaker, true in pairs)
    unknown = sum(speaker is Speaker.UNKNOWN for speaker, _ in pairs)
    return right / len(pairs), (len(pairs) - right - unknown) / len(pairs)


@pytest.fixture(scope="module")
def followed() -> Company:
    """The English sample, followed utterance by utterance; nobody says who is who."""
    one, company = room("en"), Company(diarizer())
    for words, _ in _turns(one):
        _settle(company, one, words)
    return company


def test_who_is_who_is_not_guessed(followed: Company) -> None:
    assert {said.speaker for said in followed.said} == {Speaker.UNKNOWN}


def test_one_flip_by_hand_teaches_the_session(followed: Company) -> None:
    one = room("en")
    first = next(said for said in followed.said if said.end - said.start > 3)
    whose = dict(zip(one.words, one.people, strict=True))
    true = NAMES[whose[first.spoken.words[0]]]
    changed = followed.tell(first.start, first.end, true)
    assert len(changed) > 1
    right, wrong = _right(followed, one)
    assert right >= 0.9
    assert wrong <= 0.05
    # A flip stands, even against what is heard.
    other = NAMES[1 - NAMES.index(true)]
    last = [said for said in followed.said if said.end - said.start > 1][-1]
    flipped = other if last.speaker is true else true
    followed.tell(last.start, last.end, flipped)
    kept = next(said for said in followed.said if said.start == last.start)
    assert (kept.speaker, kept.by_hand) == (flipped, True)
    followed.tell(last.start, last.end, last.speaker)


def test_what_is_withdrawn_is_forgotten(followed: Company) -> None:
    count = len(followed.said)
    one = followed.said[0]
    followed.withdraw(one.start, one.end)
    assert len(followed.said) == count - 1


def test_the_coach_is_known_by_the_voice_that_was_kept() -> None:
    one = room("en")
    pieces = [
        one.mono[int(start * RATE) : int(end * RATE)]
        for start, end, person in one.turns
        if person == 0 and end - start > 2
    ]
    found = enrolment(pieces, diarizer()._printer)  # noqa: SLF001, loaded already
    assert found is not None
    company = Company(diarizer(), enrolled=found[0])
    for words, _ in _turns(one):
        _settle(company, one, words)
    right, wrong = _right(company, one)
    assert right >= 0.85
    assert wrong <= 0.05


def test_one_person_who_speaks_first_is_not_made_into_two() -> None:
    one, company = room("en"), Company(diarizer())
    for words, person in _turns(one):
        if person == 0:
            _settle(company, one, words)
    assert {said.spoken.voice for said in company.said} == {None}
    assert company.settle([], one.mono[:RATE], 0.0) == []

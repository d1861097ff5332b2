"""The last word counts: what a later turn takes back is dropped."""

from collections.abc import Sequence

from models.cues import cue, normal
from models.remarks import Remark
from recorder.conversation import Language

_STEM = 4
_JUST_GONE = 3


def standing(
    remarks: Sequence[Remark], language: Language
) -> tuple[tuple[Remark, ...], dict[tuple[int, int], Remark]]:
    """`remarks` of one topic without those that a later one takes back, in the order said.

    With them, for the place of each that is gone, the remark that took it back.

    Within a turn, a correction ("enfin… non") drops what stands before it. Across turns, a client
    who takes something back ("that thing I said about texts") drops the earlier turns that share a
    content word with it; one who does not say what ("no, then") drops the answer only just gone,
    and where there is one answer only, that is the one.
    What the coach says of themself is not the client's to take back.
    """
    ordered = sorted(remarks, key=lambda remark: remark.at)
    gone: dict[tuple[int, int], Remark] = {}
    for remark in ordered:
        if remark.statement.by_coach:
            continue
        said = normal(remark.statement.text)
        before = [r for r in ordered if r.at < remark.at]
        if cue(language, "corrected").match(said):
            turn = remark.statement.turn
            gone |= {r.at: remark for r in before if r.statement.turn == turn}
        stays = cue(language, "stands").search(said)
        if cue(language, "taken_back").search(said) and not stays:
            gone |= dict.fromkeys(_taken_back(remark, ordered, language), remark)
    return tuple(remark for remark in ordered if remark.at not in gone), gone


def _taken_back(
    remark: Remark, ordered: Sequence[Remark], language: Language
) -> set[tuple[int, int]]:
    turn = remark.statement.turn
    earlier = [
        r
        for r in ordered
        if r.statement.turn < turn
        and not r.statement.asks
        and not (r.statement.by_coach and r.aspect.answered)
    ]
    own = _content(remark.statement.text, language)
    for about in (own, _around(remark, ordered, language)):
        turns = {r.statement.turn for r in earlier if about & _content(_context(r), language)}
        if turns:
            return {r.at for r in earlier if r.statement.turn in turns}
    answers = sorted({r.statement.turn for r in earlier if not r.statement.by_coach})
    just_gone = not own and answers and turn - answers[-1] <= _JUST_GONE
    meant = answers[-1:] if just_gone or len(answers) == 1 else []
    return {r.at for r in earlier if r.statement.turn in meant}


def _context(remark: Remark) -> str:
    """A whole turn with the question that it answers."""
    asked = (statement.text for statement in remark.exchange.question)
    return " ".join([*asked, remark.statement.utterance.text])


def _around(remark: Remark, ordered: Sequence[Remark], language: Language) -> set[str]:
    """What the sentences on either side speak of."""
    turn, place = remark.at
    near = ((turn, place - 1), (turn, place + 1))
    return _content(" ".join(r.statement.text for r in ordered if r.at in near), language)


def _content(text: str, language: Language) -> set[str]:
    """The first letters of the longer words, so that a plural meets its singular."""
    plain = cue(language, "taken_back").sub(" ", normal(text))
    plain = cue(language, "common").sub(" ", plain)
    return {word[:_STEM] for word in plain.replace("'", " ").split() if len(word) > _STEM}

"""A new hearing put in the place of the old, with all that the coach made carried over."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from recorder import agreements, history, plans, readings, rehearing, sessions, transcript
from recorder.conversation import Maker, Session, Utterance, Word
from recorder.history import Part
from recorder.rehearing import Merged
from recorder.sessions import Stage
from recorder.vault import Vault


def carry_over(
    vault: Vault,
    session: Session,
    heard: Sequence[Utterance],
    echoes: Sequence[Utterance],
    by: str,
) -> None:
    """Keep `heard`, and `echoes` out of sight, as told apart by `by`; all or nothing.

    Utterances have no ids yet, nor have words that are new. Where there was a transcript before,
    this can be undone like a change by hand. Clauses hold on to the moments of words that went.
    """
    with _changing(vault, session):
        before = transcript.utterances_of(vault, session)
        hidden = transcript.utterances_of(vault, session, out_of_sight=True)
        taken_out = [one for one in hidden if one.by is Maker.COACH]
        names = transcript.new_names(vault, session, "u")
        words = transcript.new_names(vault, session, "w")
        now = rehearing.merged(before, taken_out, heard, names, words)
        unseen = rehearing.merged((), (), echoes, names, words).utterances
        kept = _readings(readings.all_of(vault, session), now, heard)
        transcript.remove(vault, session, hidden)
        placed = [(one.start or 0.0, one) for one in now.utterances]
        transcript.put(vault, session, [one.id for one in before], placed)
        transcript.keep_echoes(vault, session, (*unseen, *taken_out))
        readings.keep(vault, session, kept)
        transcript.follow(vault, session, [(_order(before), _order(now.utterances))])
        agreements.loosen(vault, session, _lost(before, now.utterances))
        plans.forget_heard(vault, session)
        sessions.finish(vault, session, Stage.SPEAKERS, by)


def _changing(vault: Vault, session: Session) -> AbstractContextManager[None]:
    """One transaction; a step that can be undone where there was something before it."""
    if transcript.utterances_of(vault, session):
        return history.changing(vault, session, Part.TRANSCRIPT, "heard anew")
    return vault.writing()


def _lost(before: Sequence[Utterance], now: Sequence[Utterance]) -> dict[str, Word]:
    """The words of `before` whose ids are not among those of `now`."""
    held = set(_order(now))
    return {word.id: word for one in before for word in one.words if word.id not in held}


def _order(utterances: Sequence[Utterance]) -> list[str]:
    return [word.id for one in utterances for word in one.words]


def _readings(
    before: dict[str, dict[str, str]], now: Merged, heard: Sequence[Utterance]
) -> dict[str, dict[str, str]]:
    """What every model heard where the coach's text stays, the newest included."""
    model = heard[0].model if heard else ""
    return {
        one.id: said
        for one in now.utterances
        if (
            said := before.get(one.id, {})
            | ({model: now.readings[one.id]} if one.id in now.readings else {})
        )
    }

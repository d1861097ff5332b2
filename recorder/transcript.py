"""Utterances, words and passages as rows of the vault."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any, Final

from recorder import agreements, history
from recorder.conversation import Maker, Passage, Reason, Session, Speaker, Utterance, Word
from recorder.sessions import Stage
from recorder.vault import Vault

Spans = tuple[tuple[int, int], ...]
"""Stretches of speech in samples: the start, and the first sample after the end."""

_UNTIMED: Final = 1e9


def keep(vault: Vault, session: Session, utterances: Iterable[Utterance]) -> None:
    """Add `utterances` in their order; call it while writing."""
    for number, utterance in enumerate(utterances):
        _keep(vault, session, utterance, number)


def keep_echoes(vault: Vault, session: Session, utterances: Iterable[Utterance]) -> None:
    """Keep `utterances` out of sight, as echoes of the other channel; call it while writing."""
    for utterance in utterances:
        _keep(vault, session, utterance, 0, echo=True)


def clear(vault: Vault, session: Session) -> None:
    """Take out every utterance of `session`, for a fresh hearing; call it while writing.

    Clauses hold on to the moments of their words; steps by hand can't be undone across it.
    """
    said = (word for each in utterances_of(vault, session) for word in each.words)
    agreements.loosen(vault, session, {word.id: word for word in said})
    history.forget(vault, session)
    vault.run("DELETE FROM spoken WHERE session = ?", (session.id,))
    vault.run("DELETE FROM utterances WHERE session = ?", (session.id,))


def utterances_of(vault: Vault, session: Session) -> tuple[Utterance, ...]:
    """The utterances of `session` in the order they start, echoes left out."""
    words: dict[str, list[Word]] = {}
    for utterance, *word in vault.rows(
        'SELECT utterance, id, text, start, "end", probability FROM words'
        " WHERE session = ? ORDER BY utterance, position",
        (session.id,),
    ):
        words.setdefault(utterance, []).append(Word(*word))
    rows = vault.rows(
        "SELECT id, channel, speaker, suspect, model, voice FROM utterances"
        " WHERE session = ? AND NOT echo ORDER BY position, id",
        (session.id,),
    )
    return tuple(
        Utterance(name, channel, Speaker(speaker), tuple(words[name]), bool(suspect), model, voice)
        for name, channel, speaker, suspect, model, voice in rows
    )


def name_voices(vault: Vault, session: Session, coach: int) -> None:
    """Say that voice `coach` is the coach's and every other the client's; call it while writing."""
    vault.run(
        "UPDATE utterances SET speaker = iif(voice = ?, ?, ?)"
        " WHERE session = ? AND voice IS NOT NULL",
        (coach, Speaker.COACH.value, Speaker.CLIENT.value, session.id),
    )


def first_free_numbers(vault: Vault, session: Session) -> tuple[int, int]:
    """The numbers for the next utterance ("u…") and the next word ("w…") of `session`."""
    return _first_free(vault, session, "utterances"), _first_free(vault, session, "words")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be heard by `model`: for each channel its windows, each as spans of speech."""

    model: str
    channels: tuple[tuple[Spans, ...], ...]


def plan(vault: Vault, session: Session, chosen: Plan) -> None:
    """Keep what is to be heard, nothing of it heard yet; call it while writing."""
    vault.run("DELETE FROM windows WHERE session = ?", (session.id,))
    vault.run(
        "INSERT OR REPLACE INTO stages VALUES (?, ?, ?, 0)",
        (session.id, Stage.SPEECH.value, chosen.model),
    )
    vault.run_many(
        "INSERT INTO windows (session, channel, position, spans) VALUES (?, ?, ?, ?)",
        [
            (session.id, channel, position, json.dumps(spans))
            for channel, windows in enumerate(chosen.channels)
            for position, spans in enumerate(windows)
        ],
    )


def planned(vault: Vault, session: Session) -> Plan | None:
    """What is to be heard, or was; None where nothing was planned."""
    model = vault.row(
        "SELECT model FROM stages WHERE session = ? AND stage = ?",
        (session.id, Stage.SPEECH.value),
    )
    if model is None:
        return None
    channels: list[list[Spans]] = [[] for _ in session.channels]
    for channel, spans in vault.rows(
        "SELECT channel, spans FROM windows WHERE session = ? ORDER BY channel, position",
        (session.id,),
    ):
        channels[channel].append(tuple((low, high) for low, high in json.loads(spans)))
    return Plan(model[0], tuple(map(tuple, channels)))


def heard(vault: Vault, session: Session) -> set[tuple[int, int]]:
    """The windows that were heard, by channel and position."""
    rows = vault.rows(
        "SELECT channel, position FROM windows WHERE session = ? AND heard", (session.id,)
    )
    return {(channel, position) for channel, position in rows}


def mark_heard(vault: Vault, session: Session, channel: int, position: int) -> None:
    """Say that a window was heard; call it while writing."""
    vault.run(
        "UPDATE windows SET heard = 1 WHERE session = ? AND channel = ? AND position = ?",
        (session.id, channel, position),
    )


def keep_passages(vault: Vault, session: Session, passages: Sequence[Passage]) -> None:
    """Put `passages` in place of those that a model made; the coach's own stay."""
    vault.run(
        "DELETE FROM passages WHERE session = ? AND made_by = ?", (session.id, Maker.MODEL.value)
    )
    vault.run_many(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                session.id,
                passage.id,
                position,
                passage.topic,
                json.dumps(passage.words),
                passage.score,
                passage.by.value,
                json.dumps(asdict(passage.reason)),
            )
            for position, passage in enumerate(passages)
        ],
    )


def passages_of(vault: Vault, session: Session) -> tuple[Passage, ...]:
    """The passages of `session` in the order they start."""
    rows = vault.rows(
        "SELECT id, topic, words, score, made_by, reason FROM passages"
        " WHERE session = ? ORDER BY position, id",
        (session.id,),
    )
    return tuple(
        Passage(
            name, topic, tuple(json.loads(words)), score, Maker(by), _reason(json.loads(reason))
        )
        for name, topic, words, score, by, reason in rows
    )


def _keep(
    vault: Vault, session: Session, utterance: Utterance, number: int, *, echo: bool = False
) -> None:
    position = number + _UNTIMED if utterance.start is None else utterance.start
    vault.run(
        "INSERT INTO utterances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            session.id,
            utterance.id,
            position,
            utterance.channel,
            utterance.speaker.value,
            utterance.suspect,
            echo,
            utterance.model,
            utterance.voice,
        ),
    )
    vault.run_many(
        "INSERT INTO words VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (session.id, utterance.id, place, *astuple(word))
            for place, word in enumerate(utterance.words)
        ],
    )
    if not echo:
        vault.run("INSERT INTO spoken VALUES (?, ?, ?)", (utterance.text, session.id, utterance.id))


def _first_free(vault: Vault, session: Session, table: str) -> int:
    question = f"SELECT max(CAST(substr(id, 2) AS INTEGER)) FROM {table} WHERE session = ?"
    return vault.number(question, (session.id,)) + 1


def _reason(data: dict[str, Any]) -> Reason:
    return Reason(data["model"], tuple(data["cues"]), data["nearest"], data["question"])

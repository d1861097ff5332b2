"""Utterances, words and passages as rows of the vault."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple
from typing import Any, Final

from recorder.conversation import Maker, Passage, Reason, Session, Speaker, Utterance, Word
from recorder.vault import Vault

Spans = tuple[tuple[int, int], ...]
"""Stretches of speech in samples: the start, and the first sample after the end."""

_UNTIMED: Final = 1e9


def keep(vault: Vault, session: Session, utterances: Iterable[Utterance]) -> None:
    """Add `utterances` in their order; call it while writing."""
    for number, utterance in enumerate(utterances):
        _keep(vault, session, utterance, number)


def echo(vault: Vault, session: Session, utterances: Iterable[Utterance]) -> None:
    """Keep `utterances` out of sight, as echoes of the other channel; call it while writing."""
    for utterance in utterances:
        _keep(vault, session, utterance, 0, echo=True)


def clear(vault: Vault, session: Session) -> None:
    """Take out every utterance of `session`, for a fresh hearing; call it while writing."""
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
        "SELECT id, channel, speaker, suspect, model FROM utterances"
        " WHERE session = ? AND NOT echo ORDER BY position, id",
        (session.id,),
    )
    return tuple(
        Utterance(name, channel, Speaker(speaker), tuple(words[name]), bool(suspect), model)
        for name, channel, speaker, suspect, model in rows
    )


def first_free_numbers(vault: Vault, session: Session) -> tuple[int, int]:
    """The numbers for the next utterance ("u…") and the next word ("w…") of `session`."""
    return _first_free(vault, session, "utterances"), _first_free(vault, session, "words")


def plan(vault: Vault, session: Session, channels: Sequence[Sequence[Spans]]) -> None:
    """Keep what is to be heard: for each channel its windows; call it while writing."""
    vault.run("DELETE FROM windows WHERE session = ?", (session.id,))
    vault.run_many(
        "INSERT INTO windows (session, channel, position, spans) VALUES (?, ?, ?, ?)",
        [
            (session.id, channel, position, json.dumps(spans))
            for channel, windows in enumerate(channels)
            for position, spans in enumerate(windows)
        ],
    )


def planned(vault: Vault, session: Session) -> tuple[tuple[int, int, Spans, bool], ...]:
    """The windows to be heard: channel, position, spans of speech, heard already."""
    rows = vault.rows(
        "SELECT channel, position, spans, heard FROM windows WHERE session = ?"
        " ORDER BY channel, position",
        (session.id,),
    )
    return tuple(
        (channel, position, tuple((low, high) for low, high in json.loads(spans)), bool(heard))
        for channel, position, spans, heard in rows
    )


def mark_heard(vault: Vault, session: Session, channel: int, positions: Iterable[int]) -> None:
    """Say that the windows at `positions` of `channel` are heard; call it while writing."""
    vault.run_many(
        "UPDATE windows SET heard = 1 WHERE session = ? AND channel = ? AND position = ?",
        [(session.id, channel, position) for position in positions],
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
        "INSERT INTO utterances VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            session.id,
            utterance.id,
            position,
            utterance.channel,
            utterance.speaker.value,
            utterance.suspect,
            echo,
            utterance.model,
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

"""Utterances, words and passages as rows of the vault."""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any, Final, Literal

from recorder import search
from recorder.conversation import Maker, Passage, Reason, Session, Speaker, Utterance, Word
from recorder.tagging import followed
from recorder.vault import Vault

Kind = Literal["u", "w", "p"]

_UNTIMED: Final = 1e9
_MAKERS: Final = {maker.value: maker for maker in Maker}
_NUMBERED: Final = re.compile(r".([0-9]{1,15})")
_KINDS: Final[dict[Kind, str]] = {"u": "utterances", "w": "words", "p": "passages"}


def keep(vault: Vault, session: Session, utterances: Iterable[Utterance]) -> None:
    """Add `utterances` in their order; call it while writing."""
    put(
        vault,
        session,
        (),
        [
            (number + _UNTIMED if one.start is None else one.start, one)
            for number, one in enumerate(utterances)
        ],
    )


def keep_echoes(vault: Vault, session: Session, utterances: Iterable[Utterance]) -> None:
    """Keep `utterances` out of sight: echoes of the other channel, or what the coach took out.

    Call it while writing.
    """
    hidden = list(utterances)
    _remember_all(vault, session, hidden)
    for utterance in hidden:
        _keep(vault, session, utterance.start or 0.0, utterance, echo=True)


def put(
    vault: Vault, session: Session, gone: Iterable[str], placed: Iterable[tuple[float, Utterance]]
) -> None:
    """Put `placed` utterances, each with its place in the order, for those named `gone`.

    Call it while writing.
    """
    now = list(placed)
    _remember_all(vault, session, [utterance for _, utterance in now])
    names = list(dict.fromkeys([*gone, *(utterance.id for _, utterance in now)]))
    kept = {utterance.id for _, utterance in now}
    vault.run_many(
        "DELETE FROM words WHERE session = ? AND utterance = ?",
        [(session.id, one) for one in names],
    )
    vault.run_many(
        "DELETE FROM utterances WHERE session = ? AND id = ?",
        [(session.id, one) for one in names if one not in kept],
    )
    for position, utterance in now:
        _keep(vault, session, position, utterance)
    search.index(vault, session, names)


def remove(vault: Vault, session: Session, utterances: Sequence[Utterance]) -> None:
    """Take out `utterances`, in sight or not; call it while writing."""
    _remember_all(vault, session, utterances)
    put(vault, session, [one.id for one in utterances], ())


def mark(vault: Vault, session: Session, utterances: Iterable[Utterance]) -> None:
    """Keep what is said of `utterances`, their words and places as they are; call while writing."""
    vault.run_many(
        "UPDATE utterances SET speaker = ?, suspect = ?, made_by = ?, speaker_by = ?"
        " WHERE session = ? AND id = ?",
        [
            (
                one.speaker.value,
                one.suspect,
                one.by.value,
                one.speaker_by.value,
                session.id,
                one.id,
            )
            for one in utterances
        ],
    )


def utterances_of(
    vault: Vault, session: Session, *, out_of_sight: bool = False
) -> tuple[Utterance, ...]:
    """The utterances of `session` in the order they start, without those kept out of sight.

    Or just those.
    """
    rows = vault.rows(
        "SELECT position, id, channel, speaker, suspect, model, voice, made_by, speaker_by"
        " FROM utterances WHERE session = ? AND echo = ? ORDER BY position, id",
        (session.id, int(out_of_sight)),
    )
    words: dict[str, list[Word]] = {}
    for utterance, *word in vault.rows(
        'SELECT utterance, id, text, start, "end", probability, made_by FROM words'
        " WHERE session = ? ORDER BY utterance, position",
        (session.id,),
    ):
        words.setdefault(utterance, []).append(_word(word))
    return tuple(_utterance(row[1:], words[row[1]]) for row in rows)


def placed(vault: Vault, session: Session, names: Iterable[str]) -> list[tuple[float, Utterance]]:
    """Those of the utterances `names` that are there, each with its place in the order."""
    found = []
    for name in names:
        row = vault.row(
            "SELECT position, id, channel, speaker, suspect, model, voice, made_by, speaker_by"
            " FROM utterances WHERE session = ? AND id = ? AND NOT echo",
            (session.id, name),
        )
        words = vault.rows(
            'SELECT id, text, start, "end", probability, made_by FROM words'
            " WHERE session = ? AND utterance = ? ORDER BY position",
            (session.id, name),
        )
        if row:
            said = [_word(word) for word in words]
            found.append((row[0], _utterance(row[1:], said)))
    return found


def places(vault: Vault, session: Session) -> dict[str, float]:
    """The place of each utterance in the order, by its id."""
    rows = vault.rows(
        "SELECT id, position FROM utterances WHERE session = ? AND NOT echo", (session.id,)
    )
    return dict(rows)


def name_voices(vault: Vault, session: Session, coach: int) -> None:
    """Say that voice `coach` is the coach's and every other the client's; call it while writing.

    Who was named by hand stays.
    """
    vault.run(
        "UPDATE utterances SET speaker = iif(voice = ?, ?, ?)"
        " WHERE session = ? AND voice IS NOT NULL AND speaker_by = ?",
        (coach, Speaker.COACH.value, Speaker.CLIENT.value, session.id, Maker.MODEL.value),
    )


def new_names(vault: Vault, session: Session, kind: Kind) -> Iterator[str]:
    """Names for what is new in `session`: "u…", "w…" or "p…", none ever given twice."""
    return (f"{kind}{number}" for number in itertools.count(_last(vault, session, kind) + 1))


def keep_passages(vault: Vault, session: Session, passages: Sequence[Passage]) -> None:
    """Put `passages` in place of those that a model made; call it while writing.

    The coach's own stay, and a model's go where the coach has one of the topic or refused it. Ids
    are never given a second meaning: the same passage keeps its id, others get a new one where
    theirs is or was another's.
    """
    own = passages_of(vault, session)
    refused = refused_of(vault, session)
    _remember(vault, session, "p", ())
    vault.run(
        "DELETE FROM passages WHERE session = ? AND made_by = ?", (session.id, Maker.MODEL.value)
    )
    before = {(one.topic, one.words): one.id for one in own if one.by is Maker.MODEL}
    coach = [one for one in own if one.by is Maker.COACH]
    is_first = not _last(vault, session, "p")
    fresh = new_names(vault, session, "p")
    for passage in passages:
        left = passage if passage.by is Maker.COACH else _granted(passage, coach, refused)
        if left:
            name = before.get((left.topic, left.words))
            name = name or (passage.id if is_first else next(fresh))
            put_passage(vault, session, replace(left, id=name))
    order_passages(vault, session)


def put_passage(vault: Vault, session: Session, passage: Passage, *, refused: bool = False) -> None:
    """Keep `passage` under its id, or that the coach refused it; call it while writing.

    `order_passages` is called after the last.
    """
    _remember(vault, session, "p", (passage.id,))
    vault.run(
        "INSERT OR REPLACE INTO passages VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)",
        (
            session.id,
            passage.id,
            passage.topic,
            json.dumps(passage.words),
            passage.score,
            passage.by.value,
            json.dumps(asdict(passage.reason)),
            int(refused),
        ),
    )


def drop_passage(vault: Vault, session: Session, name: str) -> None:
    """Take out the passage `name`; call it while writing."""
    vault.run("DELETE FROM passages WHERE session = ? AND id = ?", (session.id, name))


def order_passages(vault: Vault, session: Session) -> None:
    """Put the passages in the order they start; call it while writing."""
    rows = vault.rows("SELECT id, words FROM passages WHERE session = ?", (session.id,))
    for name, words in rows:
        vault.run(
            "UPDATE passages SET position = coalesce((SELECT"
            " CAST(round(u.position * 1000) AS INTEGER) * 100000 + w.position FROM words w"
            " JOIN utterances u ON u.session = w.session AND u.id = w.utterance"
            " WHERE w.session = ?1 AND w.id = ?3), 0) WHERE session = ?1 AND id = ?2",
            (session.id, name, next(iter(json.loads(words)), "")),
        )


Became = tuple[Sequence[str], Sequence[str]]
"""The word ids of a stretch as they were, and as they are."""


def follow(vault: Vault, session: Session, changes: Sequence[Became]) -> None:
    """Let every passage hold what has become of its words; call it while writing.

    A passage without words goes.
    """
    told = [change for change in changes if list(change[0]) != list(change[1])]
    rows = vault.rows("SELECT id, words FROM passages WHERE session = ?", (session.id,))
    for name, kept in rows if told else ():
        held = now = tuple(json.loads(kept))
        for before, after in told:
            now = followed(now, before, after)
        if not now:
            drop_passage(vault, session, name)
        elif now != held:
            vault.run(
                "UPDATE passages SET words = ? WHERE session = ? AND id = ?",
                (json.dumps(now), session.id, name),
            )
    order_passages(vault, session)


def passages_of(vault: Vault, session: Session) -> tuple[Passage, ...]:
    """The passages of `session` in the order they start."""
    return _passages(vault, session, refused=False)


def refused_of(vault: Vault, session: Session) -> tuple[Passage, ...]:
    """The tags of `session` that the coach took away, as they were."""
    return _passages(vault, session, refused=True)


def _passages(vault: Vault, session: Session, *, refused: bool) -> tuple[Passage, ...]:
    rows = vault.rows(
        "SELECT id, topic, words, score, made_by, reason FROM passages"
        " WHERE session = ? AND refused = ?"
        " ORDER BY position, score DESC, CAST(substr(id, 2) AS INTEGER), id",
        (session.id, int(refused)),
    )
    return tuple(
        Passage(
            name, topic, tuple(json.loads(words)), score, Maker(by), _reason(json.loads(reason))
        )
        for name, topic, words, score, by, reason in rows
    )


def _granted(
    passage: Passage, coach: Sequence[Passage], refused: Sequence[Passage]
) -> Passage | None:
    """What is left of a model's passage where the coach has spoken; None where too little is."""
    words = set(passage.words)
    if any(one.topic == passage.topic and words & set(one.words) for one in coach):
        return None
    out: set[str] = set()
    for one in refused:
        out.update(one.words if one.topic == passage.topic else ())
    left = tuple(word for word in passage.words if word not in out)
    return replace(passage, words=left) if len(left) * 2 >= len(passage.words) else None


def _keep(
    vault: Vault, session: Session, position: float, utterance: Utterance, *, echo: bool = False
) -> None:
    vault.run(
        "INSERT INTO utterances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET position = excluded.position, channel = excluded.channel,"
        " speaker = excluded.speaker, suspect = excluded.suspect, echo = excluded.echo,"
        " model = excluded.model, voice = excluded.voice, made_by = excluded.made_by,"
        " speaker_by = excluded.speaker_by",
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
            utterance.by.value,
            utterance.speaker_by.value,
        ),
    )
    vault.run_many(
        "INSERT INTO words VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                session.id,
                word.id,
                utterance.id,
                place,
                word.text,
                word.start,
                word.end,
                word.probability,
                word.by.value,
            )
            for place, word in enumerate(utterance.words)
        ],
    )


def _word(row: Sequence[Any]) -> Word:
    name, text, start, end, probability, by = row
    return Word(name, text, start, end, probability, _MAKERS[by])


def _utterance(row: Sequence[Any], words: Iterable[Word]) -> Utterance:
    name, channel, speaker, suspect, model, voice, by, speaker_by = row
    return Utterance(
        name,
        channel,
        Speaker(speaker),
        tuple(words),
        bool(suspect),
        model,
        voice,
        _MAKERS[by],
        _MAKERS[speaker_by],
    )


def _remember_all(vault: Vault, session: Session, utterances: Sequence[Utterance]) -> None:
    _remember(vault, session, "u", (one.id for one in utterances))
    _remember(vault, session, "w", (word.id for one in utterances for word in one.words))


def _last(vault: Vault, session: Session, kind: Kind) -> int:
    """The highest number that an id of this kind ever had."""
    row = vault.row("SELECT last FROM numbers WHERE session = ? AND kind = ?", (session.id, kind))
    if row:
        return int(row[0])
    question = f"SELECT max(CAST(substr(id, 2) AS INTEGER)) FROM {_KINDS[kind]} WHERE session = ?"
    return vault.number(question, (session.id,))


def _remember(vault: Vault, session: Session, kind: Kind, names: Iterable[str]) -> None:
    """So that no id is given again once what had it is gone; call it before anything goes."""
    numbers = [int(found[1]) for name in names if (found := _NUMBERED.match(name))]
    vault.run(
        "INSERT OR REPLACE INTO numbers VALUES (?, ?, ?)",
        (session.id, kind, max([_last(vault, session, kind), *numbers])),
    )


def _reason(data: dict[str, Any]) -> Reason:
    return Reason(data["model"], tuple(data["cues"]), data["nearest"], data["question"])

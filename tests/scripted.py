"""Conversations built from scripted turns, with the labelled topics as passages."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from recorder.conversation import Client, Conversation, Passage, Session, Speaker, Utterance, Word

DIALOGUES = Path(__file__).parent.parent / "models" / "training" / "dialogues"

Turn = tuple[str, str, tuple[str, ...]]
"""Speaker ("coach", "client", "unknown"), what they say, the topics of it."""


def scripted(
    turns: Sequence[Turn],
    language: str = "fr",
    client: str = "Inès Morel",
    coach: str = "Hélène",
    suspect: Sequence[int] = (),
) -> Conversation:
    """The conversation of `turns`; neighbouring turns of one topic make one passage."""
    utterances = tuple(
        Utterance(
            id=f"u{place}",
            channel=0,
            speaker=Speaker(speaker),
            words=tuple(
                Word(f"w{place}.{number}", word, None, None)
                for number, word in enumerate(text.split())
            ),
            suspect=place in suspect,
        )
        for place, (speaker, text, _) in enumerate(turns)
    )
    session = Session(
        "s1", "k1", coach, language, "import", datetime(2026, 1, 5, tzinfo=UTC), 0.0, ()
    )
    passages = tuple(_passages([set(topics) for _, _, topics in turns], utterances))
    return Conversation(session, Client("k1", client, language), None, utterances, passages)


def _passages(topics: list[set[str]], utterances: Sequence[Utterance]) -> Iterator[Passage]:
    for topic in sorted(set().union(*topics)):
        run: list[Utterance] = []
        for place, here in enumerate([*topics, set()]):
            if topic in here:
                run.append(utterances[place])
            elif run:
                words = tuple(word.id for utterance in run for word in utterance.words)
                yield Passage(f"p{topic}{place}", topic, words, 1.0)
                run = []


def dialogue(name: str) -> Conversation:
    """The labelled conversation `name` ("fr-dev-01")."""
    script = json.loads((DIALOGUES / f"{name}.json").read_text("utf-8"))
    turns = [(t["speaker"], t["text"], tuple(t["tags"])) for t in script["turns"]]
    return scripted(turns, script["language"], script["client"], script["coach"])


def dialogues() -> list[str]:
    """The names of every labelled conversation."""
    return sorted(path.stem for path in DIALOGUES.glob("*.json"))

"""The labelled texts: conversations, turns of coaches, and examples of our own."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.reading import pieces
from recorder.codebook import topics
from recorder.conversation import Speaker, Utterance, Word

HERE = Path(__file__).parent
TOPICS = tuple(topic.id for topic in topics("fr"))
_LANGUAGES = ("en", "fr")
_EXCERPT = 6
_PAIRS = (Speaker.COACH, Speaker.CLIENT, Speaker.COACH, Speaker.CLIENT)


@dataclass(frozen=True, slots=True)
class Text:
    """One turn by itself; `follows` marks a coach's "Go on", which takes any topic's place."""

    text: str
    speaker: Speaker
    tags: tuple[str, ...]
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A conversation and the topics of each of its utterances."""

    id: str
    language: str
    utterances: tuple[Utterance, ...]
    tags: tuple[tuple[str, ...], ...]


def conversations(folder: Path = HERE / "dialogues") -> list[Labelled]:
    """The labelled conversations in `folder`, by name."""
    found = []
    for path in sorted(folder.glob("*.json")):
        written = json.loads(path.read_text(encoding="utf-8"))
        lines = [(Speaker(t["speaker"]), t["text"], tuple(t["tags"])) for t in written["turns"]]
        found.append(_conversation(written["id"], written["language"], lines))
    return found


def singles() -> list[Text]:
    """Turns without a conversation: those of coaches, and our own examples."""
    found = []
    for language in _LANGUAGES:
        found += [
            Text(line["text"], Speaker.COACH, tuple(line["tags"]), line["kind"] == "follow")
            for line in _lines(HERE / f"coach_turns_{language}.jsonl")
        ]
        found += [
            Text(line["text"], Speaker(line["speaker"]), tuple(line["tags"]))
            for line in _lines(HERE / f"examples_{language}.jsonl")
        ]
    return found


def in_pieces(whole: Labelled) -> Labelled:
    """The same conversation cut at the ends of sentences, as speech recognition would."""
    lines = [
        (utterance.speaker, piece, tags)
        for utterance, tags in zip(whole.utterances, whole.tags, strict=True)
        for piece in pieces(utterance.text)
    ]
    return _conversation(whole.id, whole.language, lines)


def without_speakers(whole: Labelled) -> Labelled:
    """The same conversation when nobody knows who speaks."""
    lines = [
        (Speaker.UNKNOWN, utterance.text, tags)
        for utterance, tags in zip(whole.utterances, whole.tags, strict=True)
    ]
    return _conversation(whole.id, whole.language, lines)


def excerpts(whole: Labelled) -> list[Labelled]:
    """The same conversation in short parts, each as if nothing else had been said."""
    return [
        Labelled(
            whole.id,
            whole.language,
            whole.utterances[start : start + _EXCERPT],
            whole.tags[start : start + _EXCERPT],
        )
        for start in range(0, len(whole.utterances), _EXCERPT)
    ]


def doubled(whole: Labelled) -> Labelled:
    """The same conversation with two questions asked at once, wherever the topic changes.

    Where a question and its answer are followed by another pair about something else, the two
    questions become one turn and the two answers the next, with the topics of both.
    """
    lines: list[tuple[Speaker, str, tuple[str, ...]]] = []
    place = 0
    while place < len(whole.utterances):
        span = slice(place, place + len(_PAIRS))
        four, tags = whole.utterances[span], whole.tags[span]
        alternate = tuple(u.speaker for u in four) == _PAIRS
        if alternate and tags[0] and tags[2] and not set(tags[0]) & set(tags[2]):
            for one, two in ((0, 2), (1, 3)):
                both = f"{four[one].text} {four[two].text}"
                lines.append((four[one].speaker, both, tuple(dict.fromkeys(tags[one] + tags[two]))))
            place += len(_PAIRS)
        else:
            lines.append((four[0].speaker, four[0].text, tags[0]))
            place += 1
    return _conversation(whole.id, whole.language, lines)


def rewritten(whole: Labelled, lines: Iterable[tuple[Speaker, str, tuple[str, ...]]]) -> Labelled:
    """The same conversation with other lines: who speaks, what, and its topics."""
    return _conversation(whole.id, whole.language, lines)


def _conversation(
    identity: str, language: str, lines: Iterable[tuple[Speaker, str, tuple[str, ...]]]
) -> Labelled:
    utterances, every = [], []
    for place, (speaker, text, tags) in enumerate(lines):
        words = [
            Word(f"w{place}.{number}", word, None, None) for number, word in enumerate(text.split())
        ]
        utterances.append(Utterance(f"u{place}", 0, speaker, tuple(words)))
        every.append(tags)
    return Labelled(identity, language, tuple(utterances), tuple(every))


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

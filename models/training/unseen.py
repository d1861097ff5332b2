"""How the shipped head does on conversations by writers that it never saw.

Run as `python -m models.training.unseen`. They lie in `unseen/` and are never trained on. Prints
micro-F1 and macro-F1 over utterances and topics, for each language, speaker and writer.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from models.passages import find_passages
from models.topics import Tagger
from models.training.labelled import TOPICS, Labelled, conversations

if TYPE_CHECKING:
    from recorder.conversation import Language

_FOLDER = Path(__file__).parent / "unseen"
_HIT, _EXTRA, _MISSED = "hit", "extra", "missed"


def main() -> None:
    """Print the figures."""
    tagger = Tagger.load()
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    found = conversations(_FOLDER)
    for conversation in found:
        writer = conversation.id.split("-")[1]
        for speaker, topic, kind in _judged(conversation, tagger):
            groups = ("all", conversation.language, f"{conversation.language} {speaker}", writer)
            for group in groups:
                counts[group, topic][kind] += 1
    print(f"{len(found)} conversations")
    for group in sorted({group for group, _ in counts}):
        by_topic = [counts[group, topic] for topic in TOPICS]
        micro = _f1(sum(by_topic, Counter()))
        macro = sum(map(_f1, by_topic)) / len(by_topic)
        print(f"{group:12} micro-F1 {micro:.3f}  macro-F1 {macro:.3f}")
    for topic in TOPICS:
        by_language = "  ".join(
            f"{language} {_f1(counts[language, topic]):.2f}" for language in ("fr", "en")
        )
        print(f"{topic:16} {by_language}")


def _judged(conversation: Labelled, tagger: Tagger) -> Iterator[tuple[str, str, str]]:
    """Who spoke, the topic, and whether it was found, of every tag given or found."""
    language: Language = "fr" if conversation.language == "fr" else "en"
    given: defaultdict[str, set[str]] = defaultdict(set)
    for passage in find_passages(conversation.utterances, language, tagger):
        for word in passage.words:
            given[word].add(passage.topic)
    for utterance, tags in zip(conversation.utterances, conversation.tags, strict=True):
        got = set().union(*(given[word.id] for word in utterance.words))
        for topic in got | set(tags):
            kind = _HIT if topic in got and topic in tags else _EXTRA if topic in got else _MISSED
            yield utterance.speaker.value, topic, kind


def _f1(counts: Counter[str]) -> float:
    total = 2 * counts[_HIT] + counts[_EXTRA] + counts[_MISSED]
    return 2 * counts[_HIT] / total if total else 0.0


if __name__ == "__main__":
    main()

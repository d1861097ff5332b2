"""How long a draft takes: a one-hour conversation of the labelled turns, after loading.

Run as `python bench/drafting.py`. Prints processor seconds for each language, median of three.
"""

import statistics
import time
from dataclasses import replace

from models.draft import write_agreement
from models.sentences import load_sentences
from models.training.drafted import labelled
from models.training.labelled import HERE
from recorder.conversation import Conversation, Language, Passage, Utterance, Word

UTTERANCES = 900


def main() -> None:
    """Print the figures."""
    languages: tuple[Language, ...] = ("fr", "en")
    for language in languages:
        load_sentences(language)
        conversation = hour(language)
        words = sum(len(utterance.words) for utterance in conversation.utterances)
        taken = []
        for _ in range(3):
            began = time.process_time()
            agreement = write_agreement(conversation)
            taken.append(time.process_time() - began)
        print(
            f"{language}: {len(conversation.utterances)} utterances, {words} words,"
            f" {len(agreement.clauses)} clauses: {statistics.median(taken):.2f} s"
        )


def hour(language: Language) -> Conversation:
    """Labelled conversations one after the other, until there are 900 utterances."""
    utterances: list[Utterance] = []
    passages: list[Passage] = []
    first: Conversation | None = None
    for number, (found, _) in enumerate(labelled(HERE / "unseen", None)):
        if found.session.language != language or len(utterances) >= UTTERANCES:
            continue
        first = first or found
        utterances += [
            replace(
                one,
                id=f"{number}.{one.id}",
                words=tuple(renamed(word, number) for word in one.words),
            )
            for one in found.utterances
        ]
        passages += [
            replace(
                one, id=f"{number}.{one.id}", words=tuple(f"{number}.{word}" for word in one.words)
            )
            for one in found.passages
        ]
    if first is None:
        raise LookupError(language)
    return replace(first, utterances=tuple(utterances[:UTTERANCES]), passages=tuple(passages))


def renamed(word: Word, number: int) -> Word:
    """The word under an id that no other conversation has."""
    return replace(word, id=f"{number}.{word.id}")


if __name__ == "__main__":
    main()

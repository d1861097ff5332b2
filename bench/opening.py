"""How long opening a saved session takes: reading an hour of talk from the store, no model."""

import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from recorder import clients, consents, library, sessions, transcript, vault
from recorder.conversation import Given, Passage, Session, Speaker, Utterance, Word
from recorder.keys import Cost
from recorder.paths import Home
from recorder.vault import Vault

UTTERANCES, WORDS_EACH = 900, 10


def main() -> None:
    """Print the time that one hour of talk takes to open."""
    with tempfile.TemporaryDirectory() as folder:
        made, _ = vault.create(Home(Path(folder) / "home"), "bench", "bench", Cost(64, 1, 1))
        with made:
            session = talk(made)
        taken = []
        for _ in range(9):
            with vault.unlock(Home(Path(folder) / "home"), "bench", "bench") as opened:
                begin = time.perf_counter()
                conversation = library.read(opened, sessions.find(opened, session.id))
                taken.append(time.perf_counter() - begin)
        words = sum(len(utterance.words) for utterance in conversation.utterances)
        print(
            f"opening {len(conversation.utterances)} utterances, {words} words: "
            f"{statistics.median(taken) * 1000:.0f} ms (median of {len(taken)}, "
            f"worst {max(taken) * 1000:.0f} ms)"
        )


def talk(opened: Vault) -> Session:
    """An hour of made-up talk, tagged, in the vault."""
    chance = random.Random(1)  # noqa: S311, made-up talk
    vocabulary = ["la", "marée", "monte", "je", "dis", "non", "alors", "oui", "doucement"]
    at = datetime.now(UTC)
    with opened.writing():
        client = clients.named_or_new(opened, "Someone", "fr")
        people = (Speaker.COACH, Speaker.CLIENT)
        session = Session("b0" * 4, client.id, "Coach", "fr", "import", at, 3600.0, people)
        sessions.add(opened, session)
        consents.add(opened, session, client, Given.ORAL, at)
        utterances = []
        for number in range(UTTERANCES):
            words = tuple(
                Word(f"w{number * WORDS_EACH + at_}", chance.choice(vocabulary), s, s + 0.3, 0.9)
                for at_ in range(WORDS_EACH)
                for s in (number * 4 + at_ * 0.35,)
            )
            utterances.append(Utterance(f"u{number}", number % 2, people[number % 2], words))
        transcript.keep(opened, session, utterances)
        passages = [
            Passage(f"p{n}", "values", tuple(word.id for word in utterances[n].words), 0.5)
            for n in range(0, UTTERANCES, 5)
        ]
        transcript.keep_passages(opened, session, passages)
    return session


if __name__ == "__main__":
    main()

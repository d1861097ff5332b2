"""Small conversations on the coach's desk, for tests of what a hand changes."""

from datetime import UTC, datetime

from recorder import agreements, clients, desk, sessions, transcript
from recorder.conversation import (
    Agreement,
    Clause,
    Party,
    Passage,
    Reason,
    Session,
    Speaker,
    Utterance,
    Word,
)
from recorder.desk import Desk
from recorder.vault import Vault

SAID = (
    "Qu'est-ce que vous attendez de moi ?",
    "Que Marque me dise euh la vérité.",
    "Même quand elle dérange ?",
    "Oui surtout là.",
    "Merci.",
)
AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def said(*, timed: bool = True) -> list[Utterance]:
    """Coach and client in turn, a word every half second, on a channel each."""
    found, number = [], 0
    for turn, text in enumerate(SAID):
        words = []
        for word in text.split():
            start = number / 2 if timed else None
            end = None if start is None else start + 0.4
            number += 1
            words.append(Word(f"w{number}", word, start, end, 0.9))
        speaker = (Speaker.COACH, Speaker.CLIENT)[turn % 2]
        found.append(
            Utterance(f"u{turn + 1}", turn % 2, speaker, tuple(words), turn == 3, "whisper-base")
        )
    return found


def laid(vault: Vault, *, timed: bool = True) -> Desk:
    """A new session with two tags and a clause on the desk."""
    utterances = said(timed=timed)
    confrontation = [word.id for one in utterances[1:4] for word in one.words]
    passages = [
        Passage("p1", "expectations", tuple(w.id for w in utterances[1].words), 0.6, reason=_WHY),
        Passage("p2", "confrontation", tuple(confrontation), 0.7, reason=_WHY),
    ]
    quote = tuple(word.id for word in utterances[1].words)
    clause = Clause("c1", "confrontation", Party.COACH, "Dire la vérité.", ("p2",), quote)
    with vault.writing():
        client = clients.named_or_new(vault, "Zoé", "fr")
        channels = (Speaker.COACH, Speaker.CLIENT)
        session = Session(sessions.new_id(), client.id, "Ana", "fr", "call", AT, 20.0, channels)
        sessions.add(vault, session)
        transcript.keep(vault, session, utterances)
        transcript.keep_passages(vault, session, passages)
        agreements.keep(vault, session, Agreement(1, (clause,), ()))
    return desk.on_desk(vault, session)


_WHY = Reason("head", ("vérité",), "Dites-moi la vérité.", "u1")

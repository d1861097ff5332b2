"""A short conversation with its draft, kept in a vault as processing keeps it."""

from datetime import UTC, date, datetime

from recorder import agreements, gate, sessions, transcript
from recorder.consents import Terms
from recorder.conversation import (
    Agreement,
    Clause,
    Given,
    Party,
    Passage,
    Reason,
    Session,
    Speaker,
    Utterance,
    Word,
)
from recorder.decisions import not_discussed
from recorder.gate import Meeting
from recorder.sessions import Stage
from recorder.vault import Vault

BEGAN = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
SAID = (
    ("coach", "Qu'est-ce que vous attendez de notre travail ?"),
    ("client", "J'attends d'arrêter de dire oui à tout le monde."),
    ("coach", "Comment voulez-vous que je vous dise les choses difficiles ?"),
    ("client", "Sans détour. Dites-le moi en face, mais demandez-moi d'abord."),
    ("coach", "Et la petite voix, que dit-elle ?"),
    ("client", "Elle dit : « tu vas encore les décevoir. »"),
    ("coach", "Si un engagement n'est pas tenu, que fait-on ?"),
    ("client", "On en parle, sans drame. Et je dis ce qui m'a arrêtée."),
)
TAGGED = (
    ("expectations", 0, 1),
    ("confrontation", 2, 3),
    ("saboteur", 4, 5),
    ("commitments", 6, 7),
)
DRAFTED = (
    ("expectations", Party.CLIENT, "Leïla attend d'arrêter de dire oui à tout le monde.", 1),
    ("confrontation", Party.COACH, "Bertrand dit les choses en face, après avoir demandé.", 3),
    ("saboteur", Party.CLIENT, "La petite voix de Leïla dit : « tu vas encore les décevoir. »", 5),
    ("commitments", Party.BOTH, "Un engagement non tenu se dit, sans drame.", 7),
)


def utterances() -> tuple[Utterance, ...]:
    """What was said, a word every 0.4 s."""
    said, number, at = [], 1, 1.0
    for place, (who, text) in enumerate(SAID, start=1):
        words = []
        for spelled in text.split():
            words.append(Word(f"w{number}", spelled, round(at, 2), round(at + 0.35, 2), 0.9))
            number, at = number + 1, at + 0.4
        at += 1.0
        said.append(Utterance(f"u{place}", place % 2 == 0, Speaker(who), tuple(words)))
    return tuple(said)


def agreement(said: tuple[Utterance, ...]) -> Agreement:
    """Its draft."""
    clauses = tuple(
        Clause(
            f"c{number}",
            topic,
            party,
            text,
            (f"p{number}",),
            tuple(word.id for word in said[place].words),
        )
        for number, (topic, party, text, place) in enumerate(DRAFTED, start=1)
    )
    return Agreement(1, clauses, not_discussed(clauses))


def keep(opened: Vault, client: str = "Leïla") -> Session:
    """The session, transcribed, tagged and drafted."""
    terms = Terms(Given.ORAL, keep_sound_until=date(2126, 4, 1), keep_text_until=date(2127, 3, 2))
    meeting = Meeting(client, "Bertrand", "fr", "call", terms)
    session, _ = gate.begin(opened, meeting, BEGAN)
    said = utterances()
    passages = [
        Passage(
            f"p{number}",
            topic,
            tuple(word.id for one in said[first : last + 1] for word in one.words),
            0.8,
            reason=Reason(model="test", cues=("dire",), question=said[first].id),
        )
        for number, (topic, first, last) in enumerate(TAGGED, start=1)
    ]
    with opened.writing():
        opened.run("DELETE FROM sounds WHERE session = ?", (session.id,))
        transcript.keep(opened, session, said)
        transcript.keep_passages(opened, session, passages)
        agreements.keep(opened, session, agreement(said))
        for stage in Stage:
            sessions.finish(opened, session, stage, "test")
    return sessions.find(opened, session.id)

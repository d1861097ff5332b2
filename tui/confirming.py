"""`alliance confirm`: what to ask the coach first, and the coach's answers."""

import argparse

from recorder import confirmations, history, marks, sessions, transcript
from recorder.codebook import topics
from recorder.conversation import Session, Utterance
from recorder.errors import UnusableAnswer
from recorder.history import Part
from recorder.sessions import Stage
from recorder.tagging import Confirmation
from recorder.vault import Vault
from tui import learning, terminal, unlocking

_ASKED = 10


def run(chosen: argparse.Namespace) -> None:
    """Print which utterances to confirm first, or keep what the coach says of one.

    Raises:
        UnusableAnswer: the session has no such utterance, or the codebook no such topic.
    """
    with unlocking.unlocked("confirm") as vault:
        session = sessions.find(vault, chosen.session)
        said = transcript.utterances_of(vault, session)
        if chosen.utterance is None:
            _ask(vault, session, said)
            return
        if chosen.utterance not in {one.id for one in said}:
            raise UnusableAnswer(
                f"The session has no utterance {chosen.utterance}.",
                f"“alliance confirm {session.id}” names those to begin with.",
            )
        _keep(vault, session, chosen)
        terminal.tell(f"Kept. “alliance process {session.id}” finds topics and drafts anew.")


def _keep(vault: Vault, session: Session, chosen: argparse.Namespace) -> None:
    known = [topic.id for topic in topics("en")]
    about = [topic for topic in chosen.topics if topic != "none"]
    if strange := sorted(set(about) - set(known)):
        raise UnusableAnswer(
            f"There is no topic {strange[0]}.", f"There are: {', '.join(known)}; or “none”."
        )
    with history.changing(vault, session, Part.TRANSCRIPT, "confirm"):
        if chosen.topics:
            ordered = tuple(topic for topic in known if topic in about)
            confirmations.keep(vault, session, Confirmation(chosen.utterance, ordered))
        else:
            confirmations.take_back(vault, session, chosen.utterance)
        sessions.forget_from(vault, session, Stage.TOPICS)


def _ask(vault: Vault, session: Session, said: tuple[Utterance, ...]) -> None:
    """Print the utterances where an answer settles most, each with its topics as they seem."""
    from models.doubts import ask_first
    from models.spreading import by_hand, marked
    from models.topics import Tagger

    if not said:
        return
    terminal.tell("Reading…")
    tagger = Tagger.load()
    tagger.learn(learning.examples(vault, session))
    told = confirmations.all_of(vault, session)
    tags, refused = transcript.passages_of(vault, session), transcript.refused_of(vault, session)
    every = (*marked(marks.all_of(vault, session), said), *told, *by_hand(tags, refused, said))
    scores = tagger.weigh(tagger.read(said), every)
    settled = {one.utterance for one in told}
    by_id = {one.id: one for one in said}
    for doubt in ask_first(said, scores, tagger.thresholds, settled)[:_ASKED]:
        about = " ".join(doubt.topics) or "none"
        one = by_id[doubt.utterance]
        terminal.say(f"{one.id}  [{terminal.minutes(one.start)}] {one.speaker}: {one.text}")
        terminal.say(f"    {about}")
    terminal.tell(f"Say what one is about: “alliance confirm {session.id} UTTERANCE TOPIC…”.")

"""Asking for consent before a recording: what is read aloud, what the client answered."""

import argparse
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from recorder import consents
from recorder.cleaning import one_line
from recorder.consents import Terms
from recorder.conversation import Given
from recorder.errors import ConsentMissing, UnusableAnswer
from tui import terminal

_ANSWERS: Final = {
    "yes, aloud": Given.ORAL,
    "yes, in writing": Given.WRITTEN,
    "yes, by message": Given.MESSAGE,
    "no": None,
}


def agreed(
    chosen: argparse.Namespace, client: str, language: str
) -> tuple[Terms, consents.Statement]:
    """What the client agreed to, and in which words: as the options say, else asked.

    `client` is their name as it is kept, `language` theirs.

    Raises:
        ConsentMissing: the client does not agree, or nobody says whether they do.
        UnusableAnswer: an option does not fit.
    """
    now = datetime.now(UTC).astimezone()
    terms = Terms(
        given=Given(chosen.consent) if chosen.consent else Given.UNSTATED,
        purposes=tuple(chosen.purposes.replace(",", " ").split()),
        keep_sound_until=consents.last_day(chosen.keep_sound, now),
        keep_text_until=consents.last_day(chosen.keep_text, now),
        guardian=_guardian(chosen),
        wording=_wording(chosen),
    )
    consents.check(terms, now)
    said = consents.asked(language, one_line(chosen.coach or "") or "Coach", client, terms)
    terminal.tell(f"\n{said.text}\n")
    if terms.given is Given.UNSTATED:
        terms = replace(terms, given=_answer())
    return terms, said


def _answer() -> Given:
    """How the client agrees, asked at the terminal."""
    if not terminal.can_ask():
        raise ConsentMissing(
            "It is not said whether the client agrees; nothing was recorded.",
            "Ask them, and say how they agreed with --consent oral, written or message.",
        )
    terminal.tell("This is what the client is asked. Do they agree?")
    given = _ANSWERS[terminal.ask_one_of("1, 2, 3 or 4:", tuple(_ANSWERS))]
    if given is None:
        raise ConsentMissing("The client does not agree; nothing was recorded.")
    return given


def _guardian(chosen: argparse.Namespace) -> str:
    """Who agrees for a minor; asked where somebody can answer and it is not said."""
    named = one_line(chosen.guardian or "")
    if chosen.guardian is not None and not named:
        raise UnusableAnswer("The guardian's name is empty.", "Give it with --guardian NAME.")
    if named or chosen.consent or not terminal.can_ask():
        return named
    if not terminal.ask("Is the client under 18? (y/N)").casefold().startswith(("y", "o")):
        return ""
    named = terminal.ask("Who, with parental authority, agrees for them? Name:")
    if not named:
        raise ConsentMissing(
            "A minor can't be recorded without a guardian's consent.", "Nothing was recorded."
        )
    return named


def _wording(chosen: argparse.Namespace) -> str:
    """The coach's own statement, from the file that is named."""
    if not chosen.statement:
        return ""
    try:
        with open(chosen.statement, encoding="utf-8") as file:  # noqa: PTH123, as typed
            return file.read() or " "
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableAnswer(
            "The consent statement can't be read.", "Give a text file in UTF-8."
        ) from error

"""The few words that exported documents need, in French and English; names, dates and times."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from recorder import codebook
from recorder.cleaning import one_line
from recorder.conversation import Consent, Conversation, Decision, Language, Party, Speaker


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language; those with {braces} are for `str.format`."""

    alliance: str
    title: str
    coach: str
    client: str
    both: str
    label: str
    conversation: str
    minutes: str
    months: tuple[str, ...]
    first_of_month: str
    consent: str
    no_consent: str
    controller: str
    keep_sound: str
    keep_text: str
    withdrawn: str
    refused: str
    guardian: str
    rights_untold: str
    version: str
    draft: str
    no_agreement: str
    not_discussed: str
    transcript: str
    appendix: str
    quoted: str
    silence: str
    uncertain: str
    superseded: str
    open_questions: str
    ledger: str
    who: str
    what: str
    due: str
    check: str
    otherwise: str
    outcome: str
    agreed: str
    carried: str
    check_in: str
    signatures: str
    signature: str
    comment: str
    comments: str
    stays: str
    withdraw: str
    data: str
    given: Mapping[str, str]
    purposes: Mapping[str, str]
    outcomes: Mapping[str, str]
    causes: Mapping[str, str]
    marks: Mapping[str, str]

    def date(self, day: date) -> str:
        """A day as it is written in a letter: "23 novembre 2026", "1er mai 2026"."""
        number = self.first_of_month if day.day == 1 else str(day.day)
        return f"{number} {self.months[day.month - 1]} {day.year}"

    def undone(self, consent: Consent | None) -> str:
        """That a consent was withdrawn or refused, and when; "" where neither."""
        said = {Decision.WITHDRAWN: self.withdrawn, Decision.REFUSED: self.refused}
        if consent is None or consent.decision not in said:
            return ""
        return said[consent.decision].format(date=self.date(consent.at))


def language_of(code: str) -> Language:
    """The language of a document for a session's language; anything but French gets English."""
    return "fr" if code.lower().startswith("fr") else "en"


@cache
def phrases(code: str) -> Phrases:
    """The words for a session's language."""
    text = files("recorder").joinpath("phrases.toml").read_text(encoding="utf-8")
    return Phrases(**tomllib.loads(text)[language_of(code)])


@cache
def topic_names(code: str) -> Mapping[str, str]:
    """The name of every topic of the codebook by its id, in a session's language."""
    return {topic.id: topic.name for topic in codebook.topics(language_of(code))}


def topic_name(topic: str, code: str) -> str:
    """What to call a topic; one that is not in the codebook is called by its id."""
    return one_line(topic_names(code).get(topic, topic))


def speaker_names(conversation: Conversation) -> Mapping[Speaker, str]:
    """What to call each speaker: by name, by role where there is none, "?" when unknown.

    Two people of one name are told apart by their role.
    """
    words = phrases(conversation.session.language)
    coach = one_line(conversation.session.coach) or words.coach
    client = one_line(conversation.client.name) or words.client
    if coach.casefold() == client.casefold():
        coach, client = f"{coach} ({words.coach.lower()})", f"{client} ({words.client.lower()})"
    return {Speaker.COACH: coach, Speaker.CLIENT: client, Speaker.UNKNOWN: "?"}


def party_name(party: Party, conversation: Conversation) -> str:
    """Who a clause is about, by name."""
    names = speaker_names(conversation)
    coach, client = names[Speaker.COACH], names[Speaker.CLIENT]
    if party is Party.BOTH:
        words = phrases(conversation.session.language)
        return words.both.format(one=coach, other=client)
    return coach if party is Party.COACH else client


def clock(seconds: float) -> str:
    """Seconds as mm:ss, with hours from the first hour on: 83.9 → "01:23", 3723 → "1:02:03"."""
    minutes, second = divmod(max(int(seconds), 0), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"

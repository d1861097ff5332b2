"""What the page of clauses asks before it decides: topic, party, style, when to come back."""

from typing import Final

from recorder import codebook, phrases
from recorder.conversation import Conversation, Party, Speaker
from recorder.phrases import language_of
from recorder.style import Person, Style
from tui import catalogue
from tui.catalogue import N_, _, plural
from tui.page import Page
from tui.widgets.choosing import Choose

_CHECK_INS: Final = (0, 1, 2, 3, 5)
_PERSONS: Final = {
    Person.THIRD: N_("of both by name"),
    Person.SECOND: N_("to the client"),
    Person.FIRST: N_("the client speaks: I"),
}


async def asked_topic(page: Page, now: str) -> str | None:
    """Which topic, by its id; None when it is left."""
    language = language_of(catalogue.spoken())
    answers = [(topic.id, topic.name) for topic in codebook.topics(language)]
    return await page.app.push_screen_wait(Choose(_("Under which topic?"), answers, now))


async def asked_party(page: Page, conversation: Conversation, now: Party) -> Party | None:
    """About whom; None when it is left."""
    names = phrases.speaker_names(conversation)
    answers = [
        (Party.CLIENT.value, names[Speaker.CLIENT]),
        (Party.COACH.value, names[Speaker.COACH]),
        (Party.BOTH.value, _("both")),
    ]
    chosen = await page.app.push_screen_wait(Choose(_("About whom is it?"), answers, now.value))
    return Party(chosen) if chosen else None


async def asked_check_in(page: Page, now: int) -> int | None:
    """After how many sessions to look at the alliance again; None when it is left."""
    answers = [
        (
            str(number),
            plural("after {number} session", "every {number} sessions", number)
            if number
            else _("never"),
        )
        for number in _CHECK_INS
    ]
    title = _("When do you want to look at the alliance again?")
    chosen = await page.app.push_screen_wait(Choose(title, answers, str(now)))
    return int(chosen) if chosen is not None else None


async def asked_style(page: Page, conversation: Conversation, now: Style) -> Style | None:
    """How the clauses speak, and in French how the client is addressed; None when it is left."""
    persons = [(one.value, _(words)) for one, words in _PERSONS.items()]
    title = _("How do the clauses speak?")
    person = await page.app.push_screen_wait(Choose(title, persons, now.person.value))
    if person is None:
        return None
    address = now.address
    if language_of(conversation.session.language) == "fr":
        answers = [("", _("as in the conversation")), ("vous", "vous"), ("tu", "tu")]
        title = _("How is the client addressed?")
        chosen = await page.app.push_screen_wait(Choose(title, answers, now.address))
        if chosen is None:
            return None
        address = "tu" if chosen == "tu" else "vous" if chosen == "vous" else ""
    return Style(Person(person), address, now.client, now.coach)

"""What a clause rests on: the words that were said, with their time, and what was said before."""

from collections.abc import Iterator
from typing import Final

from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from models.grounding import Kind, doubts
from recorder import codebook, phrases
from recorder.cleaning import one_line
from recorder.conversation import Clause, Conversation, Maker
from recorder.errors import UnusableAnswer
from recorder.evidence import Evidence, Quote
from recorder.phrases import clock, language_of
from tui.catalogue import N_, _

_DOUBTS: Final = {
    Kind.WORD: N_("the word"),
    Kind.NEGATION: N_("the negation"),
    Kind.NUMBER: N_("the number"),
    Kind.NAME: N_("the name"),
    Kind.PARTY: N_("that it is about this person"),
}


class Grounds(VerticalScroll):
    """The quotes of one clause and whatever else helps to judge it."""

    DEFAULT_CSS = """
    Grounds {
        padding: 1 2;
        background: $surface;
        & > Static { width: 1fr; }
    }
    """
    can_focus = False

    shown: reactive[tuple[Conversation, str] | None] = reactive(None, init=False)
    """The conversation and the id of the clause or proposal to show."""

    def compose(self) -> "Iterator[Static]":
        """One text."""
        yield Static()

    def watch_shown(self) -> None:
        """Show the clause."""
        if self.shown is not None:
            conversation, identity = self.shown
            self.query_one(Static).update(Content("\n").join(_lines(conversation, identity)))
            self.scroll_home(animate=False)


def found(conversation: Conversation, identity: str) -> Clause | None:
    """The clause, or what a proposal would make of it, with this id."""
    agreement = conversation.agreement
    if agreement is None:
        return None
    proposed = {one.id: one.clause for one in agreement.proposals}
    own = {one.id: one for one in agreement.clauses}
    return own.get(identity) or proposed.get(identity)


def _lines(conversation: Conversation, identity: str) -> list[Content]:
    clause = found(conversation, identity)
    if clause is None:
        return [Content.styled(_("There is no clause yet."), "dim")]
    language = language_of(conversation.session.language)
    topic = {one.id: one for one in codebook.topics(language)}.get(clause.topic)
    evidence = Evidence(conversation)
    lines = [
        Content.styled(phrases.topic_name(clause.topic, language), "bold $primary"),
        Content.styled(one_line(topic.definition) if topic else "", "dim"),
        Content(""),
        Content.styled(_("What was said"), "bold"),
    ]
    quotes = evidence.quotes(clause)
    lines += [line for quote in quotes for line in _quote(quote, conversation)]
    if not quotes:
        lines.append(Content.styled(_("Nothing: this clause rests on no words."), "$warning"))
    before = evidence.superseded(clause)
    if before:
        lines += [Content(""), Content.styled(_("First said otherwise"), "bold $warning")]
        lines += [line for quote in before for line in _quote(quote, conversation)]
    if clause.drafted:
        lines += [
            Content(""),
            Content.styled(_("The draft said"), "bold"),
            Content.styled(one_line(clause.drafted), "dim"),
        ]
    lines += [*_doubted(clause, conversation), Content("")]
    lines.append(Content.styled(_made(clause), "dim"))
    return lines


def _quote(quote: Quote, conversation: Conversation) -> Iterator[Content]:
    who = phrases.speaker_names(conversation)[quote.utterance.speaker]
    at = clock(quote.start) if quote.start is not None else "–"
    yield Content.assemble((at, "$accent"), f" {one_line(who)}")
    yield Content.assemble(("│ ", "$accent"), quote.text)
    yield Content("")


def _doubted(clause: Clause, conversation: Conversation) -> Iterator[Content]:
    """What the clause says beyond its words, as a machine can check it."""
    try:
        doubted = doubts(clause, conversation)
    except UnusableAnswer:  # in a language that can't be checked
        return
    if doubted:
        yield Content("")
        yield Content.styled(_("Not in the words that it rests on"), "bold $warning")
    for one in doubted:
        yield Content.assemble("· ", _(_DOUBTS[one.kind]), f" {one_line(one.word)}")


def _made(clause: Clause) -> str:
    by = _("Made or changed by you.") if clause.by is Maker.COACH else _("Drafted from the words.")
    if clause.quotable:
        return f"{by} {_('The client’s copy may show the quote.')}"
    return by

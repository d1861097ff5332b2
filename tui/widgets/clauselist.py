"""The clauses of an alliance by topic: what each says and what became of it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option, OptionDoesNotExist

from recorder import phrases
from recorder.cleaning import one_line
from recorder.conversation import Clause, ClauseState, Conversation, Maker, Party, ProposalKind
from tui.catalogue import _

MARKS: Final = {
    ClauseState.DRAFT: "○",
    ClauseState.ACCEPTED: "✓",
    ClauseState.EDITED: "✎",
    ClauseState.REJECTED: "✗",
}
_COLOURS: Final = {
    ClauseState.DRAFT: "dim",
    ClauseState.ACCEPTED: "$success",
    ClauseState.EDITED: "$success",
    ClauseState.REJECTED: "dim",
}


class ClauseList(OptionList):
    """Every clause under its topic; the one chosen is told to the page."""

    DEFAULT_CSS = """
    ClauseList {
        height: 1fr;
        border: none;
        padding: 0 1;
        background: $background;
        &:focus { border: none; background-tint: $foreground 0%; }
        & > .option-list--option-disabled { color: $primary; text-style: bold; }
    }
    """

    conversation: reactive[Conversation | None] = reactive(None, init=False)

    @dataclass
    class Chosen(Message):
        """Another clause, proposal ("r1") or nothing ("") is chosen."""

        identity: str

    @property
    def chosen(self) -> str:
        """The id of the clause or proposal that is chosen, "" where none is."""
        if self.highlighted is None:
            return ""
        return self.get_option_at_index(self.highlighted).id or ""

    def choose(self, identity: str) -> None:
        """Choose the clause or proposal with this id."""
        with contextlib.suppress(OptionDoesNotExist):
            self.highlighted = self.get_option_index(identity)

    def watch_conversation(self) -> None:
        """Draw the agreement anew; the same clause, or its neighbour, stays chosen."""
        if self.conversation is None:
            return
        before, at = self.chosen, self.highlighted or 0
        options = list(_options(self.conversation))
        self.set_options(options)
        ids = [option.id for option in options]
        if before in ids:
            self.highlighted = ids.index(before)
        else:
            there = [place for place, name in enumerate(ids) if name]
            self.highlighted = min(there, key=lambda place: abs(place - at), default=None)
        self.post_message(self.Chosen(self.chosen))

    def on_option_list_option_highlighted(self) -> None:
        """Tell the page."""
        self.post_message(self.Chosen(self.chosen))


def _options(conversation: Conversation) -> Iterator[Option]:
    """Topics, their clauses, what a newer draft proposes beside them, what was not discussed."""
    agreement, language = conversation.agreement, conversation.session.language
    if agreement is None:
        return
    beside = {one.instead_of: one for one in agreement.proposals if one.instead_of}
    topic = None
    for clause in agreement.clauses:
        if clause.topic != topic:
            topic = clause.topic
            yield _heading(phrases.topic_name(topic, language))
        yield Option(_clause(clause, conversation), id=clause.id)
        if clause.id in beside:
            yield _proposal(beside[clause.id].id, beside[clause.id].clause, _("the new draft says"))
    new = [one for one in agreement.proposals if one.kind is ProposalKind.ADD]
    if new:
        yield _heading(_("Proposed by the new conversation"))
        for one in new:
            name = phrases.topic_name(one.clause.topic, language)
            yield _proposal(one.id, one.clause, name)
    if agreement.not_discussed:
        yield _heading(_("Not discussed"))
        names = ", ".join(phrases.topic_name(one, language) for one in agreement.not_discussed)
        yield Option(Content.styled(names, "dim"), disabled=True)


def _heading(name: str) -> Option:
    return Option(Content.assemble("\n", (one_line(name), "bold $primary")), disabled=True)


def _clause(clause: Clause, conversation: Conversation) -> Content:
    mark, colour = MARKS[clause.state], _COLOURS[clause.state]
    gone = clause.state is ClauseState.REJECTED
    party = (
        _("both") if clause.party is Party.BOTH else phrases.party_name(clause.party, conversation)
    )
    parts: list[Content | tuple[str, str]] = [
        (f"{mark} ", colour),
        (one_line(clause.text), "dim strike" if gone else ""),
        (f"  {one_line(party)}", "italic dim"),
    ]
    if clause.by is Maker.COACH:
        parts.append((" ✍", "dim"))
    return Content.assemble(*parts)


def _proposal(identity: str, clause: Clause, said: str) -> Option:
    text = Content.assemble(
        ("  ↳ ", "$accent"), (f"{one_line(said)}: ", "$accent italic"), one_line(clause.text)
    )
    return Option(text, id=identity)

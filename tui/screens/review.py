"""Review: the transcript beside its sound, everything in it to be put right by keys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on, work
from textual.binding import BindingType
from textual.message import Message

from recorder import agreements, clock, decisions, glossary, library, phrases, sessions
from recorder.conversation import Agreement, Clause, Party, Speaker
from recorder.history import Step
from recorder.sessions import State
from recorder.tagging import Edge
from tui import catalogue, finalpass
from tui.catalogue import _
from tui.screens.leafing import Leafing
from tui.screens.reviewing import Course, done, topics
from tui.screens.reviewkeys import BINDINGS
from tui.widgets.choosing import Choose, Compose
from tui.widgets.dialogs import Confirm
from tui.widgets.inplace import InPlace
from tui.widgets.replacing import Replacing

_UNHEARD: Final = (State.UNFINISHED, State.TO_TRANSCRIBE, State.TO_TAG)


class Review(Leafing):
    """One session's transcript under the coach's hand; each change is kept at once."""

    CSS_PATH = "review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = list(BINDINGS)

    _pass: finalpass.FinalPass | None = None

    @dataclass
    class Stepped(Message):
        """The final pass is so far."""

        step: finalpass.Step

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts."""
            return isinstance(message, Review.Stepped)

    def on_mount(self) -> None:
        """Hear what is not heard yet."""
        if sessions.work(self.vault, self._session).state in _UNHEARD:
            self.action_process()

    def action_edit(self) -> None:
        """Change the text where it stands."""
        one = self.words.utterance()
        region = self.words.region_of(one.id) if one else None
        if one is None or region is None:
            return
        box = self.query_one(InPlace)
        box.styles.offset = (region.x, max(0, min(region.y, self.words.size.height - 2)))
        box.styles.width, box.styles.height = region.width, region.height + 1
        before = [word.text for word in one.words]
        at = next(at for at, word in enumerate(one.words) if word.id == self.words.cursor)
        box.open(one.id, one.text, sum(len(text) + 1 for text in before[:at]))

    @on(InPlace.Kept)
    def _edited(self, event: InPlace.Kept) -> None:
        self._change(lambda: self.on_desk.respell(event.name, event.text))
        self.words.focus()

    @on(InPlace.Left)
    def _not_edited(self) -> None:
        self.words.focus()

    @property
    def passes(self) -> bool:
        """Whether a final pass runs."""
        return self._pass is not None

    def action_split(self) -> None:
        """Begin a new utterance with the word."""
        self._change(lambda: self.on_desk.split(self.words.cursor))

    def action_join(self) -> None:
        """Join the utterance with the next."""
        self._at_utterance(self.on_desk.join)

    def action_flip(self) -> None:
        """The other of the two said it."""
        self._at_utterance(self.on_desk.say_who)

    @work
    async def action_swap(self) -> None:
        """Coach and client are the other way round, throughout."""
        title = _("Are coach and client the other way round in the whole conversation?")
        if await self.app.push_screen_wait(Confirm(title, _("It can be undone."))):
            self._change(self.on_desk.swap)

    def action_topic(self, at: int) -> None:
        """Tag the chosen words, else the utterance; take the tag away where it is there."""
        topic, one = topics()[at], self.words.utterance()
        there = [tag for tag in self._tags_here() if tag.topic == topic]
        if one is None:
            return
        if there and not self.words.chosen:
            self._change(lambda: self.on_desk.untag(there[0].id))
            return
        chosen = self.words.chosen or tuple(word.id for word in one.words)
        self._change(lambda: self.on_desk.tag(topic, chosen))
        self.words.choose_none()

    @work
    async def action_retag(self) -> None:
        """The passage is about another topic."""
        tag = self._chosen_tag()
        if tag is None:
            return
        names = phrases.topic_names(catalogue.spoken())
        answers = [(topic, names[topic]) for topic in topics()]
        topic = await self.app.push_screen_wait(Choose(_("Which topic is it?"), answers, tag.topic))
        if topic:
            self._change(lambda: self.on_desk.retag(tag.id, topic))

    def action_confirm(self) -> None:
        """The tag is right; where the text is in doubt, the text."""
        one, tag = self.words.utterance(), self._chosen_tag()
        if one is not None and one.suspect:
            self._change(lambda: self.on_desk.trust(one.id))
        elif tag is not None:
            self._change(lambda: self.on_desk.confirm(tag.id))

    def action_untag(self) -> None:
        """Take the tag away."""
        self._at_tag(self.on_desk.untag)

    def action_span(self, edge: Edge, by: int) -> None:
        """Move an end of the passage by a word."""
        self._at_tag(lambda name: self.on_desk.stretch(name, edge, by))

    @work
    async def action_replace(self) -> None:
        """Put a name right throughout."""
        texts = {word.id: word.text for one in self.on_desk.utterances for word in one.words}
        chosen = self.words.chosen or (self.words.cursor,)
        old = " ".join(texts.get(word, "") for word in chosen).strip(" .,;:!?…«»\"'")
        new = glossary.known(self.vault, self._session).get(old, "")
        asked = await self.app.push_screen_wait(Replacing(old, new))
        if asked:
            self._change(
                lambda: self.on_desk.replace(asked.old, asked.new, remember=asked.remember)
            )

    def action_undo(self) -> None:
        """Take the last change back."""
        self._turn(self.on_desk.undo, _("There is nothing to undo."))

    def action_redo(self) -> None:
        """Do what was undone again."""
        self._turn(self.on_desk.redo, _("There is nothing to do again."))

    def action_process(self) -> None:
        """Transcribe and find topics; a second time, stop it."""
        if self._pass is not None:
            self._pass.cancel()
        else:
            self._process()

    @work
    async def action_clause(self) -> None:
        """A clause of the alliance from the chosen words, else from the utterance."""
        one, tag = self.words.utterance(), self._chosen_tag()
        quote = self.words.chosen or tuple(word.id for word in (one.words if one else ()))
        if one is None:
            return
        kept = library.read(self.vault, self._session)
        names = phrases.topic_names(catalogue.spoken())
        answers = [(topic, names[topic]) for topic in topics()]
        title = _("Under which topic?")
        now = tag.topic if tag else ""
        topic = await self.app.push_screen_wait(Choose(title, answers, now))
        if topic is None:
            return
        said = " ".join(word.text for name, word in kept.words().items() if name in quote)
        text = await self.app.push_screen_wait(Compose(_("What does the new clause say?"), said))
        if text is None:
            return
        with self.told():
            party = Party.COACH if one.speaker is Speaker.COACH else Party.CLIENT
            new = Clause("", topic, party, text, (), tuple(quote))
            before = kept.agreement or Agreement(1, (), topics())
            after = decisions.add(before, new, kept)
            agreements.change(self.vault, self._session, "add", after)
            self.notify(_("The clause is in the alliance."), timeout=2, markup=False)

    def action_write(self) -> None:
        """On to the alliance."""
        from tui.screens.write import Write

        self.app.push_screen(Write(self._session))

    @on(Stepped)
    def _stepped(self, event: Stepped) -> None:
        self._course = self._course.at(event.step, clock.now())
        self._tell_state()

    @work(thread=True, exclusive=True, exit_on_error=False, group="process")
    def _process(self) -> None:
        try:
            with finalpass.running(self.vault, self._session) as begun:
                self._pass = begun
                for step in begun.steps():
                    self.post_message(self.Stepped(step))
        finally:
            self._pass = None
            self.app.call_from_thread(self._processed)

    def _processed(self) -> None:
        self._course = Course()
        self.on_desk.refresh()
        self._draw()
        if not self.words.cursor:
            self.words.cursor = next(iter(self.on_desk.order()), "")

    def _change(self, change: Callable[[], object]) -> None:
        """Change something and show it."""
        with self.told():
            change()
        self._draw()

    def _turn(self, turn: Callable[[], Step | None], nothing: str) -> None:
        with self.told():
            step = turn()
            self._draw()
            if step is None:
                self.notify(nothing, timeout=2, markup=False)
                return
            words = _("Undone: {what}") if step.undone else _("Done again: {what}")
            self.notify(words.format(what=done(step.what)), timeout=2, markup=False)
            self.words.go(step.word)

    def _at_utterance(self, change: Callable[[str], object]) -> None:
        one = self.words.utterance()
        if one is not None:
            self._change(lambda: change(one.id))

    def _at_tag(self, change: Callable[[str], object]) -> None:
        tag = self._chosen_tag()
        if tag is not None:
            self._change(lambda: change(tag.id))

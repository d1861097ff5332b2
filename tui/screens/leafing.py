"""A transcript gone through: read, heard again, searched, sifted; the review changes it as well."""

from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Label
from textual.worker import Worker, WorkerState

from recorder import clients, clock, desk, finding, phrases, places, readings, sessions
from recorder.cleaning import one_line
from recorder.conversation import Passage, Session, Word
from recorder.desk import Desk
from tui import catalogue
from tui.catalogue import _
from tui.page import Page
from tui.screens.reviewing import Course, Filter, about, shown, speaker_names, topics
from tui.soundtrack import Soundtrack
from tui.widgets.choosing import Choose
from tui.widgets.dialogs import Ask
from tui.widgets.inplace import InPlace
from tui.widgets.transcriptlist import TranscriptList

_LOOKS_A_SECOND: Final = 10
_STAYED_S: Final = 1.0


class Leafing(Page):
    """One session's transcript and its sound."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (12, "-tall")]  # noqa: RUF012, so it is typed

    def __init__(self, session: Session, word: str = "") -> None:
        """The transcript of `session`, at the `word` with that id, else where the coach was."""
        super().__init__()
        self._opened_at = word
        self._session = session
        self._on: Desk | None = None
        self._filter = Filter()
        self._follows, self._explains = True, False
        self._tag = ""
        self._hits: list[str] = []
        self._readings: dict[str, dict[str, str]] = {}
        self._course = Course()
        self._followed = ""  # the word that the sound brought the cursor to
        self._place = ("", 0.0)  # a word, and since when one is at it

    def body(self) -> ComposeResult:
        """The transcript, what is known of the place one is at, the state of things."""
        with Container(id="desk"):
            yield TranscriptList()
            yield InPlace()
        yield Label(id="about")
        yield Label(id="state")

    def on_mount(self) -> None:
        """Show what is kept, at the word where the coach was."""
        self._on = desk.on_desk(self.vault, self._session)
        self._track = Soundtrack(self.vault, self._session)
        client = clients.with_id(self.vault, self._session.client)
        self.where = (client.name, catalogue.day(self._session.started))
        self._draw()
        self.words.cursor = places.found(self.vault, self._session, self.on_desk.utterances)
        self.words.go(self._opened_at)
        self.words.focus()
        self.set_interval(1 / _LOOKS_A_SECOND, self._look)
        if sessions.work(self.vault, self._session).has_sound:
            self._get_ready()

    def on_unmount(self) -> None:
        """Let go of the sound."""
        self._track.close()

    def on_screen_suspend(self) -> None:
        """Another page is on top."""
        self._track.stop()
        self._keep_place()

    def on_screen_resume(self) -> None:
        """Another page may have changed it."""
        if self._on and self._on.refresh():
            self._draw()

    @property
    def on_desk(self) -> Desk:
        """The conversation."""
        assert self._on is not None  # noqa: S101, made when the page is shown
        return self._on

    @property
    def words(self) -> TranscriptList:
        """The list of words."""
        return self.query_one(TranscriptList)

    def action_leave(self) -> None:
        """First let go of chosen words, then leave."""
        if self.words.chosen:
            self.words.choose_none()
        else:
            super().action_leave()

    def action_play(self) -> None:
        """Play from the word, or stop."""
        with self.told():
            if self._track.plays:
                self._track.stop()
            else:
                word = self._word()
                self._track.play(word.start if word else 0.0)
                self._followed = self.words.cursor
        self._tell_state()

    def action_speed(self) -> None:
        """The next speed."""
        with self.told():
            self._track.faster()
        self._tell_state()

    def action_follow(self) -> None:
        """Go along with what sounds, or not."""
        self._follows = not self._follows
        self._tell_state()

    def action_next_tag(self) -> None:
        """To the next tag of this place."""
        names = [tag.id for tag in self._tags_here()]
        at = names.index(self._tag) + 1 if self._tag in names else 0
        self._tag = names[at % len(names)] if names else ""
        self._show_tag()

    def action_reason(self) -> None:
        """Say why the passage was tagged, or not."""
        self._explains = not self._explains
        self._show_tag()

    @work
    async def action_filter_topic(self) -> None:
        """Show one topic alone."""
        names = phrases.topic_names(catalogue.spoken())
        answers = [("", _("all topics")), *((topic, names[topic]) for topic in topics())]
        title = _("Show which topic?")
        topic = await self.app.push_screen_wait(Choose(title, answers, self._filter.topic))
        if topic is not None:
            self._sift(self._filter.of_topic(topic))

    def action_filter_speaker(self) -> None:
        """Show one speaker alone, then the other, then all."""
        self._sift(self._filter.next_speaker())

    def action_filter_doubt(self) -> None:
        """Show only what may be heard wrong, or all."""
        self._sift(self._filter.doubt())

    @work
    async def action_search(self) -> None:
        """Find words."""
        wanted = await self.app.push_screen_wait(Ask(_("Find which words?")))
        if wanted:
            with self.told():
                self._hits = finding.places(self.on_desk.utterances, wanted)
                self.words.hits = frozenset(self._hits)
                self.action_next_hit(1)

    def action_next_hit(self, by: int) -> None:
        """To the next place found."""
        order = {word: at for at, word in enumerate(self.on_desk.order())}
        now = order.get(self.words.cursor, -1)
        there = [word for word in self._hits if word in order]
        later = [word for word in there if (order[word] - now) * by > 0]
        if there:
            self.words.cursor = later[0 if by > 0 else -1] if later else there[0 if by > 0 else -1]
        else:
            self.notify(_("Not found."), timeout=2, markup=False)

    @on(TranscriptList.Moved)
    def _moved(self) -> None:
        if self._tag not in {tag.id for tag in self._tags_here()}:
            self._tag = next((tag.id for tag in self._tags_here()), "")
        self._show_tag()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A device that is missing is told when it is wanted, not before."""
        if event.worker.group == "device" and event.state is WorkerState.ERROR:
            event.prevent_default()

    @work(thread=True, exit_on_error=False, group="device")
    def _get_ready(self) -> None:
        self._track.get_ready()

    def _look(self) -> None:
        """Several times a second: where the sound is."""
        word = self._track.word
        if word != self.words.sounding:
            if self._follows and self.words.cursor in (self._followed, self.words.sounding):
                self.words.go(word)  # one who went elsewhere meanwhile stays there
                self._followed = self.words.cursor
            self.words.sounding = word
            self._tell_state()
        if self._place[0] != self.words.cursor:
            self._place = (self.words.cursor, clock.now())
        elif self._place[1] and clock.now() - self._place[1] > _STAYED_S:
            self._keep_place()

    def _draw(self) -> None:
        """Show the conversation as it is now."""
        names = speaker_names(self.on_desk.session.coach, self.where[0])
        kept = self.on_desk
        self._track.follow(kept.utterances)
        self._readings = readings.all_of(self.vault, self._session)
        self.words.show(shown(kept.utterances, kept.passages, names, self._filter))
        self._moved()
        self._tell_state()

    def _sift(self, sieve: Filter) -> None:
        self._filter = sieve
        self._draw()

    def _tags_here(self) -> list[Passage]:
        return [tag for tag in self.on_desk.passages if self.words.cursor in tag.words]

    def _chosen_tag(self) -> Passage | None:
        return next((tag for tag in self.on_desk.passages if tag.id == self._tag), None)

    def _show_tag(self) -> None:
        tag = self._chosen_tag()
        self.words.inside = frozenset(tag.words if tag else ())
        texts = {one.id: one.text for one in self.on_desk.utterances} if self._explains else {}
        told = about(tag, texts, explained=self._explains)
        one = self.words.utterance()
        for model, text in self._readings.get(one.id if one else "", {}).items():
            heard = _("{model} heard: {text}").format(model=model, text=one_line(text))
            told = Content.assemble(told, "\n" if told else "", (heard, "dim"))
        self.query_one("#about", Label).update(told)

    def _word(self) -> Word | None:
        one = self.words.utterance()
        said = one.words if one else ()
        return next((word for word in said if word.id == self.words.cursor), None)

    def _tell_state(self) -> None:
        """The line of what is going on."""
        names = speaker_names(self.on_desk.session.coach, self.where[0])
        parts = [f"{'▶' if self._track.plays else '■'} {self._track.speed:g} ×"]
        parts += [_("follows")] if self._follows else []
        parts += [self._filter.words(names)]
        if self._course.step:
            parts.append(self._course.words())
        elif not self.on_desk.utterances:
            parts.append(_("Nothing is transcribed yet."))
        self.query_one("#state", Label).update(Content("   ".join(filter(None, parts))))

    def _keep_place(self) -> None:
        word = self._word()
        self._place = (self.words.cursor, 0.0)
        if word is not None:
            with self.told(), self.vault.writing():
                places.keep(self.vault, self._session, word.id, word.start)

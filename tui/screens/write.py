"""Write: the clauses of the alliance beside the words that they rest on, decided one by one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import Label

from recorder import agreements, codebook, comments, decisions, history, library, sessions
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Conversation,
    Party,
    Session,
)
from recorder.errors import UnusableAnswer
from recorder.evidence import Evidence
from recorder.history import Part
from recorder.player import Player
from recorder.sessions import Stage
from tui import catalogue, finalpass
from tui.catalogue import N_, _, plural
from tui.page import Page
from tui.widgets.choosing import Compose
from tui.widgets.clauselist import MARKS, ClauseList
from tui.widgets.dialogs import Ask
from tui.widgets.exportbox import ExportBox
from tui.widgets.grounds import Grounds, found
from tui.widgets.questions import asked_check_in, asked_party, asked_style, asked_topic


def _key(key: str, action: str, words: str, tooltip: str, *, show: bool = True) -> Binding:
    return Binding(
        key, action, words, show=show, id=f"write.{action.partition('(')[0]}", tooltip=tooltip
    )


class Write(Page):
    """The draft of one session's alliance under the coach's hand; each decision is kept at once."""

    CSS_PATH = "write.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("a", "accept", N_("accept"), N_("The clause stands as it is worded")),
        _key("e", "reword", N_("edit"), N_("Word the clause yourself")),
        _key("x", "reject", N_("reject"), N_("Leave the clause out; again: bring it back")),
        _key("n", "add", N_("new"), N_("A clause of your own")),
        _key("space", "play", N_("listen"), N_("Play the quoted words, or stop")),
        _key("t", "topic", N_("topic"), N_("Move the clause to another topic")),
        _key("p", "party", N_("party"), N_("Say about whom the clause is")),
        _key(
            "J,ctrl+down", "shift(1)", N_("later"), N_("One place later in its topic"), show=False
        ),
        Binding(
            "K,ctrl+up",
            "shift(-1)",
            N_("earlier"),
            show=False,
            id="write.earlier",
            tooltip=N_("One place earlier in its topic"),
        ),
        _key("k", "approve", N_("quote"), N_("Let the client's copy show the quote, or not")),
        _key("A", "accept_all", N_("accept all"), N_("Accept every undecided clause"), show=False),
        _key("g", "regenerate", N_("draft anew"), N_("Draft anew; what you made stays")),
        _key("c", "check_in", N_("check in"), N_("When to look at it again"), show=False),
        _key("d", "differences", N_("versions"), N_("What changed between versions"), show=False),
        _key("s", "style", N_("style"), N_("How the clauses speak, tu or vous"), show=False),
        _key("i", "comments", N_("comments"), N_("Bring in the client's comments"), show=False),
        _key("l", "ledger", N_("ledger"), N_("What was promised, and what became of it")),
        _key("v", "preview", N_("preview"), N_("Read it as it will be exported")),
        _key("o", "export", N_("export"), N_("Write it to a file")),
        _key("S", "sign", N_("agreed"), N_("Both agree to it as it stands")),
        _key("u,ctrl+z", "undo", N_("undo"), N_("Take the last change back")),
        _key("ctrl+r,ctrl+y", "redo", N_("redo"), N_("Do it again"), show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._conversation: Conversation | None = None
        self._player: Player | None = None

    @property
    def conversation(self) -> Conversation:
        """The session as it is kept now."""
        assert self._conversation is not None  # noqa: S101, read when the page is shown
        return self._conversation

    @property
    def agreement(self) -> Agreement:
        """Its alliance; without a draft, an empty one that clauses can be added to."""
        topics = tuple(topic.id for topic in codebook.topics("en"))
        return self.conversation.agreement or Agreement(1, (), topics)

    def body(self) -> ComposeResult:
        """What is decided so far, the clauses, what the chosen one rests on."""
        yield Label(id="tally")
        with Container(id="desk"):
            yield ClauseList()
            yield Grounds()

    def on_mount(self) -> None:
        """Show what is kept."""
        self._read()
        self.query_one(ClauseList).focus()

    def on_screen_resume(self) -> None:
        """Another page may have changed it."""
        if self._conversation is not None:
            self._read()

    @on(ClauseList.Chosen)
    def _show_grounds(self, event: ClauseList.Chosen) -> None:
        self.query_one(Grounds).shown = (self.conversation, event.identity)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a clause is dim where none is chosen."""
        del parameters
        if action in ("accept", "reword", "reject", "topic", "party", "shift", "approve", "play"):
            chosen = self._conversation and found(self.conversation, self._chosen)
            return True if chosen else None
        return True

    def action_accept(self) -> None:
        """The clause stands; a proposal is taken."""
        if self._proposed:
            self._decide("take", lambda now: decisions.take(now, self._chosen))
        else:
            self._decide("accept", lambda now: decisions.accept(now, self._chosen))
            self.query_one(ClauseList).action_cursor_down()

    def action_reject(self) -> None:
        """The clause is left out, or undecided again; a proposal is left."""
        chosen = self._chosen
        if self._proposed:
            self._decide("leave", lambda now: decisions.leave(now, chosen))
        elif self._clause.state is ClauseState.REJECTED:
            self._decide("reopen", lambda now: decisions.reopen(now, chosen))
        else:
            self._decide("reject", lambda now: decisions.reject(now, chosen))

    def action_accept_all(self) -> None:
        """Every undecided clause stands."""
        self._decide("accept all", lambda now: decisions.accept_all(decisions.take_all(now)))

    @work
    async def action_reword(self) -> None:
        """Word the clause by hand."""
        chosen, text = self._chosen, self._clause.text
        if self._proposed:
            return
        written = await self.app.push_screen_wait(Compose(_("The clause"), text))
        if written is not None:
            self._decide("reword", lambda now: decisions.reword(now, chosen, written))

    @work
    async def action_topic(self) -> None:
        """Another topic for the clause."""
        chosen, clause = self._chosen, self._clause
        topic = await asked_topic(self, clause.topic)
        if topic:
            self._decide("move", lambda now: decisions.move(now, chosen, topic=topic))

    @work
    async def action_party(self) -> None:
        """Another party for the clause."""
        chosen = self._chosen
        party = await asked_party(self, self.conversation, self._clause.party)
        if party:
            self._decide("move", lambda now: decisions.move(now, chosen, party=party))

    @work
    async def action_add(self) -> None:
        """A clause of the coach's own."""
        chosen = found(self.conversation, self._chosen)
        topic = await asked_topic(self, chosen.topic if chosen else "")
        party = await asked_party(self, self.conversation, Party.BOTH) if topic else None
        if not topic or not party:
            return
        text = await self.app.push_screen_wait(Compose(_("What does the new clause say?")))
        if text is not None:
            new = Clause("", topic, party, text, ())
            before = {one.id for one in self.agreement.clauses}
            self._decide("add", lambda now: decisions.add(now, new, self.conversation))
            added = (one.id for one in self.agreement.clauses if one.id not in before)
            self.query_one(ClauseList).choose(next(added, ""))

    def action_shift(self, by: int) -> None:
        """The clause stands earlier or later in its topic."""
        self._decide("shift", lambda now: decisions.shift(now, self._chosen, by))

    def action_approve(self) -> None:
        """The client's copy may show the quote, or not."""
        wanted = not self._clause.quotable
        self._decide(
            "quote", lambda now: decisions.approve_quote(now, self._chosen, approved=wanted)
        )

    @work
    async def action_check_in(self) -> None:
        """After how many sessions to look at it again."""
        number = await asked_check_in(self, self.agreement.check_in)
        if number is not None:
            self._decide("check in", lambda now: decisions.check_in(now, number))

    @work
    async def action_style(self) -> None:
        """How the clauses speak; the drafter words its own anew."""
        style = await asked_style(self, self.conversation, self.agreement.style)
        if style is not None and style != self.agreement.style:
            self._decide("style", lambda now: decisions.restyle(now, style))
            self.action_regenerate()

    @work
    async def action_comments(self) -> None:
        """Bring in what the client wrote into their copy."""
        title = _("The copy that your client gave back")
        path = await self.app.push_screen_wait(Ask(title, advice=_("A .docx, .md, .html or .txt.")))
        if path:
            self._decide("comments", lambda now: self._commented(now, Path(path).expanduser()))

    def _commented(self, now: Agreement, path: Path) -> Agreement:
        with_comments, lost = comments.proposed(now, comments.read(path))
        if lost:
            words = plural(
                "{number} comment is for a clause that is gone.",
                "{number} comments are for clauses that are gone.",
                lost,
            )
            self.notify(words, severity="warning", markup=False)
        return with_comments

    def action_ledger(self) -> None:
        """What was promised, and what became of it."""
        from tui.screens.promised import Promised

        self.app.push_screen(Promised(self._session))

    def action_sign(self) -> None:
        """Both agreed, now."""
        when = datetime.now(UTC).astimezone()
        self._decide("agree", lambda now: decisions.agree(now, when))

    def action_undo(self) -> None:
        """Take the last change back."""
        self._turn(history.undo, _("Undone."), _("There is nothing to undo."))

    def action_redo(self) -> None:
        """Do what was undone again."""
        self._turn(history.redo, _("Done again."), _("There is nothing to do again."))

    def action_preview(self) -> None:
        """Read it as it will be exported."""
        from tui.screens.preview import Preview

        self.app.push_screen(Preview(self.conversation))

    @work
    async def action_export(self) -> None:
        """Write it to a file."""
        written = await self.app.push_screen_wait(ExportBox(self.vault, self._session))
        if written is not None:
            self.notify(str(written), title=_("Written"), markup=False)

    def action_play(self) -> None:
        """Play the words that the clause quotes, or be silent again."""
        with self.told():
            player = self._player or self._with_player()
            if self.playing is not None:
                player.stop()
                return
            quotes = Evidence(self.conversation).quotes(self._clause)
            times = [(one.utterance, one.start) for one in quotes if one.start is not None]
            if not times:
                raise UnusableAnswer("These words have no sound.", "Read them beside the clause.")
            player.play(times[0][1], max(one.end or start for one, start in times))

    @property
    def playing(self) -> float | None:
        """The second of the session that sounds now, None while nothing plays."""
        return self._player.position if self._player else None

    def _with_player(self) -> Player:
        """The player of this session's sound, kept until the page is left."""
        sound = sessions.sound_of(self.vault, self._session)
        if sound is None:
            raise UnusableAnswer("This session has no sound.", "Read the words beside the clause.")
        self._player = Player(sound)
        return self._player

    def on_unmount(self) -> None:
        """Let the sound go."""
        if self._player is not None:
            self._player.close()

    def action_differences(self) -> None:
        """What changed between two versions."""
        from tui.screens.versions import Versions

        self.app.push_screen(Versions(self.vault, self._session))

    @work(exclusive=True, group="regenerate", thread=True, exit_on_error=False)
    def action_regenerate(self) -> None:
        """Draft anew in a process of its own; hand-made clauses stay."""
        self.app.call_from_thread(self._forget_draft)
        with finalpass.running(self.vault, self._session) as begun:
            for step in begun.steps():
                words = _("Drafting anew: {step}").format(step=step.name)
                self.app.call_from_thread(self._tell, words)
        self.app.call_from_thread(self._read)

    def _forget_draft(self) -> None:
        with self.told(), self.vault.writing():
            sessions.forget_from(self.vault, self._session, Stage.DRAFT)

    @property
    def _chosen(self) -> str:
        return self.query_one(ClauseList).chosen

    @property
    def _clause(self) -> Clause:
        clause = found(self.conversation, self._chosen)
        assert clause is not None  # noqa: S101, check_action lets no action through without one
        return clause

    @property
    def _proposed(self) -> bool:
        return self._chosen in {one.id for one in self.agreement.proposals}

    def _decide(self, what: str, decision: Callable[[Agreement], Agreement]) -> None:
        """Keep what `decision` makes of the agreement, as a step that can be undone."""
        with self.told():
            agreements.change(self.vault, self._session, what, decision(self.agreement))
            self._read()

    def _turn(self, way: Callable[..., str], done: str, nothing: str) -> None:
        with self.told():
            what = way(self.vault, self._session, Part.AGREEMENT)
            self.notify(done if what else nothing, timeout=2, markup=False)
            self._read()

    def _read(self) -> None:
        """Show what is kept."""
        self._session = sessions.find(self.vault, self._session.id)
        self._conversation = library.read(self.vault, self._session)
        self.where = (self._conversation.client.name, catalogue.day(self._session.started))
        shown = replace(self._conversation, agreement=self.agreement)
        self.query_one(ClauseList).conversation = shown
        self._tell(self._tally())

    def _tell(self, words: str) -> None:
        self.query_one("#tally", Label).update(Content(words))

    def _tally(self) -> str:
        """How far the deciding is."""
        agreement = self.agreement
        if agreement.agreed:
            return _("Version {number}, agreed on {day}.").format(
                number=agreement.version, day=catalogue.day(agreement.agreed)
            )
        states = [clause.state for clause in agreement.clauses]
        left = states.count(ClauseState.DRAFT) + len(agreement.proposals)
        counted = "  ".join(f"{MARKS[state]} {states.count(state)}" for state in MARKS)
        if not states:
            return _("No clause yet: n writes one, g drafts anew.")
        return f"{counted}   {plural('{number} to decide', '{number} to decide', left)}"

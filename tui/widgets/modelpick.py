"""The speech models: which are here, which is in use; fetched when the coach says so."""

import threading
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from models import weights
from recorder import paths
from recorder.cleaning import one_line
from recorder.errors import AllianceError
from tui.catalogue import N_, _
from tui.widgets.dialogs import Confirm
from tui.widgets.gauge import Gauge

if TYPE_CHECKING:
    from tui.app import AllianceApp


class FetchCancelled(AllianceError):
    """The coach cancelled it; what came stays, and the next try goes on from there."""


class ModelPick(Vertical):
    """One line a model; enter uses the one that is here, and asks before it fetches another."""

    DEFAULT_CSS = """
    ModelPick {
        height: auto;
        & OptionList { height: auto; max-height: 10; border: none; background: $background; }
        & OptionList:focus { border: none; }
        & Static { color: $text-muted; height: auto; margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "stop", N_("stop"), id="model.stop", tooltip=N_("Stop fetching the model")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._cancel = threading.Event()
        self._fetched = ""

    @property
    def _app(self) -> "AllianceApp":
        return cast("AllianceApp", self.app)

    def compose(self) -> ComposeResult:
        """The models, how far a download is."""
        yield OptionList()
        yield Gauge()
        yield Static(_("A larger model hears better and takes longer. Nothing is fetched unasked."))

    def on_mount(self) -> None:
        """List them."""
        self._list()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to stop while a model is fetched."""
        del parameters
        return bool(self._fetched) if action == "stop" else True

    def action_stop(self) -> None:
        """Stop fetching."""
        self._cancel.set()

    def _list(self) -> None:
        used, folder = self._app.chosen.model, paths.models()
        rows = []
        for entry in weights.TABLE.values():
            here = _("here") if weights.present(entry.name, folder) else _("to be fetched")
            told = _("in use") if entry.name == used else here
            mark = "●" if entry.name == used else " "
            size = f"{entry.size / 1e6:,.0f} {_('MB')}".replace(",", " ")
            line = Content(f"{mark} {entry.name:16}{size:>10}  {told}")
            rows.append(Option(line, id=entry.name))
        if used not in weights.TABLE:
            rows.append(Option(Content(f"● {one_line(used)}  {_('a folder of yours')}"), id=used))
        self.query_one(OptionList).set_options(rows)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        name = event.option.id or ""
        if self._fetched:
            return
        if weights.present(name, paths.models()):
            self._use(name)
            return
        entry = weights.TABLE[name]
        question = Confirm(
            _("Fetch the model {name}?").format(name=name),
            _("{size} MB from the network, from {source}; nothing of yours is sent.").format(
                size=f"{entry.size / 1e6:.0f}", source=entry.source
            ),
            _("Fetch it"),
        )
        self.app.push_screen(question, lambda yes: self._begin(name) if yes else None)

    def _use(self, name: str) -> None:
        try:
            self._app.choose(model=name)
        except AllianceError as error:
            self._app.tell_failure(error)
        self._list()

    def _begin(self, name: str) -> None:
        self._cancel.clear()
        self._fetched = name
        self.refresh_bindings()
        self._fetch(name)

    @work(thread=True, exit_on_error=False, group="fetch")
    def _fetch(self, name: str) -> str:
        """On a thread: fetch it and check it."""
        from models import downloads

        gauge = self.query_one(Gauge)

        def told(done: int, total: int) -> None:
            if self._cancel.is_set():
                raise FetchCancelled("")
            self.app.call_from_thread(gauge.tell, name, N_("Fetching"), done, total)

        downloads.fetch(name, paths.models(), told)
        return name

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """It is here, was cancelled, or failed; an earlier choice stays in use until it is here."""
        event.stop()
        if event.state not in {WorkerState.SUCCESS, WorkerState.ERROR}:
            return
        self._fetched = ""
        self.query_one(Gauge).hide()
        self.refresh_bindings()
        error = event.worker.error
        if isinstance(error, FetchCancelled):
            self.notify(_("Stopped; the next try goes on from there."))
        elif isinstance(error, AllianceError):
            self._app.tell_failure(error)
        elif error is not None:
            raise error
        else:
            self._use(str(event.worker.result))

"""Exporting from a page: which format, to which file, and that whoever has it can read it."""

from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Checkbox, Input, Label, OptionList
from textual.widgets.option_list import Option

from recorder import delivery, export, library, template
from recorder.conversation import Session
from recorder.edition import Edition
from recorder.errors import AllianceError
from recorder.vault import Vault
from tui import exporting
from tui.catalogue import N_, _, told
from tui.widgets.dialogs import Confirm, Dialog
from tui.widgets.keybar import KeyBar

FORMATS: Final = {
    "md": N_("Markdown, to read and to paste"),
    "docx": N_("Word document"),
    "pdf": N_("PDF, to print and to sign"),
    "html": N_("web page in one file"),
    "txt": N_("plain text"),
    "tasks": N_("commitments as tasks (Markdown)"),
    "ics": N_("commitments for a calendar"),
    "csv": N_("table of passages"),
    "srt": N_("subtitles (SRT)"),
    "vtt": N_("subtitles (WebVTT)"),
    "json": N_("everything, for other programs"),
}


class ExportBox(Dialog[Path | None]):
    """Writes one session to a file; gives its path, None when it is left."""

    DEFAULT_CSS = """
    ExportBox OptionList { height: auto; max-height: 12; border: none; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("cancel"), id="export.cancel"),
    ]

    def __init__(self, vault: Vault, session: Session) -> None:
        super().__init__()
        self._vault, self._session = vault, session
        self._formats = [name for name in FORMATS if name in export.FORMATS]

    def compose(self) -> ComposeResult:
        """The formats, the file, the warning."""
        with Vertical():
            yield Label(_("Export"), classes="title")
            yield OptionList(
                *(
                    Option(Content(f"{name:5} {_(FORMATS[name])}"), id=name)
                    for name in self._formats
                )
            )
            yield Checkbox(_("the client's copy: what stands, to sign"), id="client", compact=True)
            yield Checkbox(_("with quotes"), value=True, id="quotes", compact=True)
            yield Checkbox(_("with the transcript"), id="transcript", compact=True)
            yield Input()
            yield Label("", id="refused", classes="error")
            yield Label(
                _("The file is plain: whoever has it can read it."), classes="advice warning"
            )
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the first format."""
        formats = self.query_one(OptionList)
        formats.highlighted = 0
        formats.focus()

    def action_leave(self) -> None:
        """Close and write nothing."""
        self.dismiss(None)

    @on(OptionList.OptionHighlighted)
    def _named(self, event: OptionList.OptionHighlighted) -> None:
        name_of = event.option.id or ""
        for box in self.query(Checkbox):
            box.disabled = name_of not in export.DOCUMENTS
        conversation = library.read(self._vault, self._session)
        name = delivery.default_name(conversation, name_of)
        folder = Path(self.query_one(Input).value or Path.home() / "x").parent
        self.query_one(Input).value = str(folder / name)

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        target = Path(self.query_one(Input).value).expanduser()
        if target.is_file():
            question = Confirm(
                _("Replace the file that is there?"), target.name, yes=_("Replace it")
            )
            self.app.push_screen(question, lambda yes: self._write(target) if yes else None)
        else:
            self._write(target)

    def _write(self, target: Path) -> None:
        formats = self.query_one(OptionList)
        chosen = self._formats[formats.highlighted or 0]
        ticked = {box.id: box.value for box in self.query(Checkbox)}
        try:
            edition = Edition(
                quotes=ticked["quotes"],
                transcript=ticked["transcript"],
                for_client=ticked["client"] and chosen in export.DOCUMENTS,
                template=template.load(self._vault.home),
            )
            data = export.export(library.read(self._vault, self._session), chosen, edition)
            written = exporting.write(self._vault, self._session, data, target, overwrite=True)
        except AllianceError as error:
            self.query_one("#refused", Label).update(
                Content(f"{told(error.title)} {told(error.advice)}")
            )
        else:
            self.dismiss(written)

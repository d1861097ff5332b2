"""Listen: the recording under way."""

from recorder.conversation import Client, Session
from tui.page import Page


class Listen(Page):
    """Records `session` from the named devices, "" for those in use."""

    def __init__(
        self,
        session: Session,
        microphone: str = "",
        far_end: str = "",
        *,
        spoken: bool = False,
        new: Client | None = None,
    ) -> None:
        super().__init__()
        self.session = session
        del microphone, far_end, spoken, new

    def on_mount(self) -> None:
        """Begin."""

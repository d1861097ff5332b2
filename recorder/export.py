"""The one door by which a conversation leaves: a table of formats.

A format is a file with a function from a Conversation to bytes, and one line in `FORMATS`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from recorder import captions, jsonform, markdown, plaintext, spreadsheet
from recorder.conversation import Conversation
from recorder.errors import UnusableAnswer

FORMATS: Mapping[str, Callable[[Conversation], bytes]] = MappingProxyType(
    {
        "json": jsonform.render,
        "md": markdown.render,
        "txt": plaintext.render,
        "srt": captions.srt,
        "vtt": captions.vtt,
        "csv": spreadsheet.render,
    }
)


def export(conversation: Conversation, format: str) -> bytes:  # noqa: A002 - the word that people use
    """The conversation as a file of that format (a key of `FORMATS`).

    Raises UnusableAnswer for another format, or for captions of a transcript without times.
    """
    render = FORMATS.get(format)
    if render is None:
        raise UnusableAnswer(
            f"There is no export format {format!r}.", f"Choose one of: {', '.join(FORMATS)}."
        )
    return render(conversation)

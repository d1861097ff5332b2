"""The one door by which a conversation leaves: a table of formats.

A format is a file with a function from a conversation and an edition to bytes, and one line in
`FORMATS`. Formats that hold the whole record have no client's copy.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from recorder import (
    captions,
    diary,
    jsonform,
    markdown,
    pdf,
    plaintext,
    spreadsheet,
    webpage,
    wordfile,
)
from recorder.conversation import Conversation
from recorder.edition import Edition
from recorder.errors import UnusableAnswer
from recorder.pseudonyms import renamed

Render = Callable[[Conversation, Edition], bytes]


def _whole(render: Callable[[Conversation], bytes]) -> Render:
    """`render` for any edition: the record is what it is."""
    return lambda conversation, _: render(conversation)


DOCUMENTS: Final = ("md", "html", "docx", "pdf", "txt")
"""The formats that have a client's copy."""
FORMATS: Mapping[str, Render] = MappingProxyType(
    {
        "json": _whole(jsonform.render),
        "md": markdown.render,
        "txt": plaintext.render,
        "html": webpage.render,
        "docx": wordfile.render,
        "pdf": pdf.render,
        "tasks": markdown.tasks,
        "ics": diary.render,
        "srt": _whole(captions.srt),
        "vtt": _whole(captions.vtt),
        "csv": _whole(spreadsheet.render),
    }
)


def export(
    conversation: Conversation,
    format: str,  # noqa: A002 - the word that people use
    edition: Edition | None = None,
) -> bytes:
    """The conversation as a file of that format (a key of `FORMATS`), in that edition.

    Raises UnusableAnswer for another format, a client's copy of one that has none, or captions of
    a transcript without times.
    """
    edition = edition or Edition()
    render = FORMATS.get(format)
    if render is None:
        raise UnusableAnswer(
            f"There is no export format {format!r}.", f"Choose one of: {', '.join(FORMATS)}."
        )
    if edition.for_client and format not in DOCUMENTS:
        raise UnusableAnswer(
            f"There is no client's copy as {format}, which holds the whole record.",
            f"Choose one of: {', '.join(DOCUMENTS)}.",
        )
    return render(renamed(conversation, edition.client, edition.coach), edition)

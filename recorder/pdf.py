"""The alliance as a PDF, typeset by Typst: tagged for screen readers, fonts inside.

Texts reach the page as data, never as source, so nothing in them can be markup or a command.
"""

import json
from dataclasses import asdict
from importlib.resources import files

from recorder.conversation import Conversation
from recorder.document import document, ledger_heads, place
from recorder.edition import Edition
from recorder.phrases import phrases


def render(conversation: Conversation, edition: Edition) -> bytes:
    """The document as PDF, A4."""
    import typst

    page = document(conversation, edition)
    words = phrases(conversation.session.language)
    labels = {
        name: getattr(words, name)
        for name in (
            "superseded",
            "open_questions",
            "ledger",
            "data",
            "signatures",
            "comments",
            "appendix",
            "quoted",
        )
    }
    values = {
        **asdict(page),
        "labels": labels,
        "heads": ledger_heads(words),
        "label": words.label,
        "places": {
            item.id: place(item.id, words) for section in page.sections for item in section.items
        },
        "signing": [words.signature.format(name=name) for name in page.signatures],
    }
    source = files("recorder").joinpath("pdf.typ").read_bytes()
    made = typst.compile(source, sys_inputs={"page": json.dumps(values)})
    if not isinstance(made, bytes):  # several files come only of other formats
        raise TypeError
    return made

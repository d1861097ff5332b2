"""In which edition a conversation leaves: for the coach or the client, under which names."""

from dataclasses import dataclass, field

from recorder.template import Template


@dataclass(frozen=True, slots=True)
class Edition:
    """What a document holds. Formats that are data or captions hold all and take the names alone.

    `for_client` is the client's copy: only clauses that the coach accepted or edited, only quotes
    approved for it, no transcript, a place to sign and to comment. `client` and `coach` are
    pseudonyms, "" for their own names.
    """

    quotes: bool = True
    transcript: bool = True
    for_client: bool = False
    client: str = ""
    coach: str = ""
    template: Template = field(default_factory=Template)

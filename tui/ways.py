"""What `alliance edit` can be asked; light, since the command line reads it at every start."""

from typing import Final

WAYS: Final = {
    "list": ("", "print every utterance and tag with its id"),
    "text": ("UTTERANCE TEXT", "let it say TEXT; with an empty TEXT it is taken out"),
    "split": ("WORD", "let a new utterance begin with WORD"),
    "join": ("UTTERANCE", "join it with the next"),
    "flip": ("UTTERANCE", "say that the other of the two said it"),
    "swap": ("", "say that coach and client are the other way round throughout"),
    "trust": ("UTTERANCE", "say that a suspect text is right"),
    "replace": ("OLD NEW", "write NEW wherever OLD was heard; --remember keeps the name"),
    "tag": ("TOPIC WORD WORD", "say that the words from one to the other are about TOPIC"),
    "retag": ("TAG TOPIC", "say that the passage is about TOPIC instead"),
    "untag": ("TAG", "say that the passage is not about it"),
    "confirm": ("TAG", "say that a tag is right"),
    "undo": ("", "take back the last change, without limit"),
    "redo": ("", "do again what was taken back"),
}
"""What can be asked: what each needs, and what it does."""


def usage() -> str:
    """The ways, one a line."""
    lines = [f"{name} {needs}".ljust(30) + help_ for name, (needs, help_) in WAYS.items()]
    return "\n".join(["ways:", *(f"  {line}" for line in lines)])

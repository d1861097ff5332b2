"""How coach and client address each other, told from what they say."""

from typing import Literal

from models.cues import cue, normal
from recorder.conversation import Conversation, Speaker


def address_of(conversation: Conversation) -> Literal["tu", "vous"]:
    """What is said most to the other in a French conversation: "tu" or "vous", "vous" when even."""
    said = normal(
        " ".join(one.text for one in conversation.utterances if one.speaker is not Speaker.UNKNOWN)
    )
    tu, vous = (len(cue("fr", "address", which).findall(said)) for which in ("tu", "vous"))
    return "tu" if tu > vous else "vous"

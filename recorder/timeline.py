"""What a transcript shows in its order in time: what was said, and between it gaps and marks."""

from collections.abc import Iterator
from typing import Final

from recorder.cleaning import one_line
from recorder.conversation import Conversation, Gap, Mark, MarkKind, Speaker, Utterance
from recorder.phrases import clock, phrases, speaker_names, topic_name

Moment = Utterance | Gap | Mark

_LEAST_SECONDS: Final = 1.0


def moments(conversation: Conversation) -> Iterator[Moment]:
    """Utterances in their order, each gap and mark before the first that starts no earlier.

    Gaps are those of `notable_gaps`. Where utterances have no times, the rest comes after them.
    """
    between: list[Gap | Mark] = [*notable_gaps(conversation), *conversation.marks]
    between.sort(key=lambda moment: moment.start)
    place = 0
    for utterance in conversation.utterances:
        if utterance.start is not None:
            while place < len(between) and between[place].start <= utterance.start:
                yield between[place]
                place += 1
        yield utterance
    yield from between[place:]


def notable_gaps(conversation: Conversation) -> tuple[Gap, ...]:
    """The gaps a reader should know of: of all channels, or of one for more than a second."""
    return tuple(
        gap
        for gap in conversation.gaps
        if gap.channel is None or gap.end - gap.start > _LEAST_SECONDS
    )


def span(start: float, end: float) -> str:
    """Seconds as "02:10–03:30", or as "02:10" where both show alike."""
    first, last = clock(start), clock(end)
    return first if first == last else f"{first}–{last}"


def gap_name(gap: Gap, conversation: Conversation) -> str:
    """Why there was no sound, and whose where one person's is missing: "device lost (Marc)"."""
    cause = phrases(conversation.session.language).causes[gap.cause]
    channels = conversation.session.channels
    if gap.channel is None or gap.channel >= len(channels):
        return cause
    who = channels[gap.channel]
    return cause if who is Speaker.UNKNOWN else f"{cause} ({speaker_names(conversation)[who]})"


def mark_name(mark: Mark, language: str) -> str:
    """What a mark is, in a session's language: "note", or a topic's own name."""
    named = topic_name(mark.text, language) if mark.kind is MarkKind.TOPIC else ""
    return named or phrases(language).marks[mark.kind]


def mark_text(mark: Mark) -> str:
    """What was written at a mark, on one line; "" for a topic, whose name says it."""
    return "" if mark.kind is MarkKind.TOPIC else one_line(mark.text)

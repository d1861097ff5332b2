"""The utterances of a conversation as CSV (RFC 4180), safe to open in a spreadsheet program."""

import csv
import io
import re
from collections.abc import Iterator

from recorder.cleaning import one_line
from recorder.conversation import Conversation, Utterance
from recorder.evidence import Evidence, Tag
from recorder.phrases import speaker_names, topic_name

COLUMNS = ("id", "start", "end", "speaker", "text", "topics", "suspect")

# What a spreadsheet takes for the start of a formula (OWASP, "CSV Injection"; the wide forms count
# in Japanese settings). French Excel parts fields at ";", so a formula may start after one too.
_FORMULA = re.compile(r'(^|;)(?=[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20])')


def render(conversation: Conversation) -> bytes:
    """One row an utterance, every field quoted, lines ended by CR LF.

    It starts with a byte order mark: without one Excel reads UTF-8 as the local code page and
    breaks every accent. Times are in seconds, empty where unknown.
    """
    names = speaker_names(conversation)
    tags = Evidence(conversation).tags()
    language = conversation.session.language
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in conversation.utterances:
        row = _row(item, names[item.speaker], tags.get(item.id, ()), language)
        writer.writerow([guarded(field) for field in row])
    return text.getvalue().encode("utf-8-sig")


def guarded(field: str) -> str:
    """`field` on one line, with an apostrophe before anything that would be run as a formula."""
    return _FORMULA.sub(r"\1'", one_line(field))


def _row(utterance: Utterance, name: str, tags: tuple[Tag, ...], language: str) -> Iterator[str]:
    yield utterance.id
    yield _seconds(utterance.start)
    yield _seconds(utterance.end)
    yield name
    yield utterance.text
    yield " | ".join(topic_name(tag.topic, language) for tag in tags)
    yield "yes" if utterance.suspect else "no"


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"

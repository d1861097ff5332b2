"""The commitments that have a day, for any calendar: iCalendar, as RFC 5545 has it."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from recorder.cleaning import cleaned, one_line
from recorder.conversation import Commitment, Conversation, Outcome
from recorder.document import commitments
from recorder.edition import Edition
from recorder.phrases import party_name, phrases

_LONGEST = 75  # octets a line


def render(conversation: Conversation, edition: Edition) -> bytes:
    """One whole-day event for each open commitment with a day, with an alarm the day before.

    Events, since many calendars show no to-dos. A commitment without a day is in the tasks alone.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//alliance-recorder//EN",
        "CALSCALE:GREGORIAN",
    ]
    for one in commitments(conversation, edition):
        if one.due and one.outcome is Outcome.OPEN:
            lines += _event(one, conversation)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(one: Commitment, conversation: Conversation) -> Iterator[str]:
    words = phrases(conversation.session.language)
    assert one.due  # noqa: S101, looked at by the caller
    who = words.label.format(name=party_name(one.party, conversation))
    notes = [
        words.label.format(name=name) + f" {one_line(text)}"
        for name, text in ((words.check, one.check), (words.otherwise, one.otherwise))
        if one_line(text)
    ]
    yield "BEGIN:VEVENT"
    yield f"UID:{_name(conversation.session.id)}-{_name(one.id)}@alliance-recorder"
    yield f"DTSTAMP:{conversation.session.started.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{one.due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(f'{who} {one_line(one.what)}')}"
    if notes:
        yield "DESCRIPTION:" + _text("\n".join(notes))
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15H")
    yield f"DESCRIPTION:{_text(one_line(one.what))}"
    yield from ("END:VALARM", "END:VEVENT")


def _name(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())


def _text(text: str) -> str:
    """`text` as a value: what would end it or part it is escaped."""
    for mark, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(mark, safe)
    return cleaned(text)


def _folded(line: str) -> str:
    """`line` in pieces of at most 75 octets, never within a letter."""
    pieces: list[str] = []
    piece = ""
    for letter in line:
        room = _LONGEST if not pieces else _LONGEST - 1
        if len(f"{piece}{letter}".encode()) > room:
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])

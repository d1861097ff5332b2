"""A conversation as plain text for people: who said what and when, then the alliance.

Only labels and headings of ours stand at the start of a line; speech and notes are always indented,
so they can't pass for either.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping

from recorder.cleaning import one_line
from recorder.conversation import Clause, Conversation, Gap, Utterance
from recorder.evidence import Evidence, Tag, standing
from recorder.phrases import clock, party_name, phrases, speaker_names, topic_name
from recorder.timeline import Moment, gap_name, mark_name, mark_text, moments, span

WIDTH = 88
"""Columns a line may take, unless asked otherwise."""
_INDENT = "    "
# French sets a space before these marks; a line must not break there.
_FRENCH_SPACE = re.compile(r" (?=[?!:;»])|(?<=«) ")


def render(conversation: Conversation) -> bytes:
    """The text of `readable`, as UTF-8."""
    return readable(conversation).encode()


def readable(conversation: Conversation, width: int = WIDTH) -> str:
    """The transcript with times, speakers and topics, then the alliance; ends with a newline.

    `width` is in columns, 20 or more; labels are not wrapped.
    """
    evidence = Evidence(conversation)
    lines = [*_heading(conversation), ""]
    lines += _transcript(conversation, evidence, width)
    lines += _agreement(conversation, evidence, width)
    return "\n".join(lines).rstrip("\n") + "\n"


def _heading(conversation: Conversation) -> Iterator[str]:
    session = conversation.session
    words = phrases(session.language)
    names = list(speaker_names(conversation).values())
    yield words.title.format(people=words.both.format(one=names[1], other=names[0]))
    yield words.conversation.format(date=words.date(session.started))
    if line := words.undone(conversation.consent):
        yield line


def _transcript(conversation: Conversation, evidence: Evidence, width: int) -> Iterator[str]:
    words = phrases(conversation.session.language)
    yield from _titled(words.transcript)
    if not conversation.utterances:
        yield from (words.silence, "")
    tags = evidence.tags()
    for moment in moments(conversation):
        yield from _moment(moment, conversation, tags, width)
        yield ""


def _moment(
    moment: Moment, conversation: Conversation, tags: Mapping[str, tuple[Tag, ...]], width: int
) -> Iterator[str]:
    language = conversation.session.language
    if isinstance(moment, Utterance):
        remarks = _remarks(moment, tags.get(moment.id, ()), language)
        label = _label(speaker_names(conversation)[moment.speaker], moment.start)
        yield f"{label}  · {', '.join(remarks)}" if remarks else label
        yield from _wrapped(moment.text, width)
    elif isinstance(moment, Gap):
        yield f"— {span(moment.start, moment.end)} {gap_name(moment, conversation)} —"
    else:
        yield f"— {span(moment.start, moment.end)} {mark_name(moment, language)} —"
        yield from _wrapped(mark_text(moment), width)


def _agreement(conversation: Conversation, evidence: Evidence, width: int) -> Iterator[str]:
    agreement = conversation.agreement
    language = conversation.session.language
    words = phrases(language)
    yield from _titled(words.alliance)
    if agreement is None:
        yield words.no_agreement
        return
    for topic, group in standing(agreement).items():
        yield topic_name(topic, language)
        for clause in group:
            yield from _clause(clause, conversation, evidence, width)
        yield ""
    if agreement.not_discussed:
        yield words.not_discussed
        for topic in agreement.not_discussed:
            yield f"{_INDENT}{topic_name(topic, language)}"


def _clause(
    clause: Clause, conversation: Conversation, evidence: Evidence, width: int
) -> Iterator[str]:
    words = phrases(conversation.session.language)
    party = words.label.format(name=party_name(clause.party, conversation))
    yield from _wrapped(f"{party} {clause.text}", width)
    names = speaker_names(conversation)
    for quote in evidence.quotes(clause):
        label = _label(names[quote.utterance.speaker], quote.start)
        yield from _wrapped(f"{label} « {quote.text} »", width, _INDENT * 2)


def _titled(title: str) -> Iterator[str]:
    yield from (title, "=" * len(title), "")


def _label(name: str, start: float | None) -> str:
    return name if start is None else f"[{clock(start)}] {name}"


def _remarks(utterance: Utterance, tags: tuple[Tag, ...], language: str) -> list[str]:
    remarks = [topic_name(tag.topic, language) for tag in tags]
    return [*remarks, phrases(language).uncertain] if utterance.suspect else remarks


def _wrapped(text: str, width: int, indent: str = _INDENT) -> list[str]:
    glued = _FRENCH_SPACE.sub("\u00a0", one_line(text))
    lines = textwrap.wrap(
        glued, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return [line.replace("\u00a0", " ") for line in lines]

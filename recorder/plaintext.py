"""A conversation as plain text for people: who said what and when, then the alliance.

Only labels and headings of ours stand at the start of a line; speech and notes are always indented,
so they can't pass for either.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping

from recorder.cleaning import one_line
from recorder.conversation import Clause, Conversation, Gap, Speaker, Utterance
from recorder.document import (
    chosen,
    commitments,
    data,
    is_quoted,
    open_questions,
    place,
)
from recorder.edition import Edition
from recorder.evidence import Evidence, Tag
from recorder.phrases import clock, party_name, phrases, speaker_names, topic_name
from recorder.timeline import Moment, gap_name, mark_name, mark_text, moments, span

WIDTH = 88
"""Columns a line may take, unless asked otherwise."""
_INDENT = "    "
# French sets a space before these marks; a line must not break there.
_FRENCH_SPACE = re.compile(r" (?=[?!:;»])|(?<=«) ")


def render(conversation: Conversation, edition: Edition) -> bytes:
    """The text of `readable`, as UTF-8."""
    return readable(conversation, edition).encode()


def readable(conversation: Conversation, edition: Edition | None = None, width: int = WIDTH) -> str:
    """The transcript with times, speakers and topics, then the alliance; ends with a newline.

    `width` is in columns, 20 or more; labels are not wrapped.
    """
    edition = edition or Edition()
    evidence = Evidence(conversation)
    lines = [*edition.template.letterhead, *_heading(conversation), ""]
    if edition.transcript and not edition.for_client:
        lines += _transcript(conversation, evidence, width)
    lines += _agreement(conversation, edition, evidence, width)
    lines += _closing(conversation, edition, width)
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


def _agreement(
    conversation: Conversation, edition: Edition, evidence: Evidence, width: int
) -> Iterator[str]:
    agreement = conversation.agreement
    language = conversation.session.language
    words = phrases(language)
    yield from _titled(words.alliance)
    if agreement is None:
        yield words.no_agreement
        return
    if edition.for_client:
        yield from (words.comments, "")
    for topic, group in chosen(agreement, edition).items():
        yield topic_name(topic, language)
        for clause in group:
            yield from _clause(clause, conversation, edition, evidence, width)
        yield ""
    if ledger := commitments(conversation, edition):
        yield words.ledger
        for one in ledger:
            due = words.date(one.due) if one.due else one.said
            parts = (party_name(one.party, conversation), one.what, due, one.check, one.otherwise)
            yield from _wrapped(" · ".join(part for part in parts if part), width)
        yield ""
    if agreement.not_discussed and not edition.for_client:
        yield words.not_discussed
        for topic, question in open_questions(conversation):
            yield from _wrapped(f"{topic} – {question}" if question else topic, width)


def _clause(
    clause: Clause,
    conversation: Conversation,
    edition: Edition,
    evidence: Evidence,
    width: int,
) -> Iterator[str]:
    words = phrases(conversation.session.language)
    party = words.label.format(name=party_name(clause.party, conversation))
    yield from _wrapped(f"{party} {clause.text}", width)
    names = speaker_names(conversation)
    shown = is_quoted(clause, edition)
    for quote in evidence.quotes(clause) if shown else ():
        label = _label(names[quote.utterance.speaker], quote.start)
        yield from _wrapped(f"{label} « {quote.text} »", width, _INDENT * 2)
    for quote in evidence.superseded(clause) if shown and not edition.for_client else ():
        label = f"{words.superseded} {_label(names[quote.utterance.speaker], quote.start)}"
        yield from _wrapped(f"{label} « {quote.text} »", width, _INDENT * 2)
    if edition.for_client:
        yield from (f"{_INDENT}{place(clause.id, words)}", "")


def _closing(conversation: Conversation, edition: Edition, width: int) -> Iterator[str]:
    words = phrases(conversation.session.language)
    yield ""
    if edition.for_client:
        yield from _titled(words.data)
        yield from _wrapped(" ".join(data(conversation, words)), width, "")
        yield ""
        names = speaker_names(conversation)
        for who in (Speaker.COACH, Speaker.CLIENT):
            yield words.label.format(name=words.signature.format(name=names[who]))
            yield ""
    yield from edition.template.footer


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

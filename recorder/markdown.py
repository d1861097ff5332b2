"""A conversation as the Markdown document that a coach would send: the alliance, then the words.

Names and speech stay text whatever they hold: they stand on one line, never at its start, and
every character that a Markdown, HTML or notes program would act on is escaped. Speech is set in
block quotes after a bold label, which speech can't imitate since its own asterisks are escaped.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from recorder.cleaning import one_line
from recorder.conversation import Clause, Conversation, Gap, Outcome, Speaker, Utterance
from recorder.document import (
    about,
    chosen,
    commitments,
    data,
    is_quoted,
    open_questions,
    place,
    standing_of,
)
from recorder.edition import Edition
from recorder.evidence import Evidence, Quote, Tag
from recorder.phrases import Phrases, clock, party_name, phrases, speaker_names, topic_name
from recorder.timeline import Moment, gap_name, mark_name, mark_text, moments, span

_BLANK = "…" * 12
_ACTIVE = re.compile(
    r"[\\`*_\[\]{}$~<]"  # code, emphasis, links, attributes, maths, strikethrough, HTML
    r"|&(?=#?\w+;)"  # a character reference
    r"|(?<!\S)#"  # a heading or its end; a tag of a notes program
    r"|(?<=:):|(?<==)=|(?<=%)%"  # a Dataview field, an Obsidian highlight, a comment
    r"|:(?=//)|(?<=\bwww)\.",  # a bare address that would become a link
    re.IGNORECASE,
)
_NAMED = {"<": "&lt;", "&": "&amp;"}


def escaped(text: str) -> str:
    """`text` on one line, with what Markdown would act on escaped; for use after a label."""
    return _ACTIVE.sub(lambda found: _NAMED.get(found[0], f"\\{found[0]}"), one_line(text))


def render(conversation: Conversation, edition: Edition | None = None) -> bytes:
    """The document as UTF-8 Markdown, blocks parted by one blank line."""
    edition = edition or Edition()
    evidence = Evidence(conversation)
    words = phrases(conversation.session.language)
    blocks = [
        *_opening(conversation, edition, words),
        *_agreement(conversation, edition, evidence, words),
        *_closing(conversation, edition, words),
    ]
    if edition.transcript and not edition.for_client:
        blocks += [f"## {words.appendix}", f"*{words.quoted}*"]
        blocks.append(_transcript(conversation, evidence, words))
    return ("\n\n".join(blocks) + "\n").encode()


def _opening(conversation: Conversation, edition: Edition, words: Phrases) -> Iterator[str]:
    coach, client, *_ = (escaped(name) for name in speaker_names(conversation).values())
    if edition.template.letterhead:
        yield "\\\n".join(f"*{escaped(line)}*" for line in edition.template.letterhead if line)
    yield f"# {words.title.format(people=words.both.format(one=client, other=coach))}"
    yield about(conversation, words)
    yield (
        f"- {words.label.format(name=words.coach)} {coach}\n"
        f"- {words.label.format(name=words.client)} {client}"
    )
    taken_back = words.undone(conversation.consent)
    sentences = (escaped(sentence) for sentence in data(conversation, words))
    yield " ".join(f"**{one}**" if one == taken_back else one for one in sentences)


def _agreement(
    conversation: Conversation, edition: Edition, evidence: Evidence, words: Phrases
) -> Iterator[str]:
    agreement = conversation.agreement
    if agreement is None:
        yield words.no_agreement
        return
    language = conversation.session.language
    yield f"*{standing_of(agreement, words)}*"
    if edition.for_client:
        yield words.comments
    for topic, group in chosen(agreement, edition).items():
        yield f"## {escaped(topic_name(topic, language))}"
        for clause in group:
            yield from _clause(clause, conversation, edition, evidence)
    if tasks := tasks_of(conversation, edition):
        yield f"## {words.ledger}"
        yield tasks
    if agreement.not_discussed and not edition.for_client:
        yield f"## {words.not_discussed}"
        yield "\n".join(
            f"- {escaped(topic)}{f' – {escaped(question)}' if question else ''}"
            for topic, question in open_questions(conversation)
        )
    if agreement.check_in:
        yield words.check_in.format(count=agreement.check_in)


def _closing(conversation: Conversation, edition: Edition, words: Phrases) -> Iterator[str]:
    if edition.for_client:
        yield f"## {words.signatures}"
        names = speaker_names(conversation)
        for who in (Speaker.COACH, Speaker.CLIENT):
            line = words.label.format(name=words.signature.format(name=escaped(names[who])))
            yield f"{line} {_BLANK}"
    if edition.template.footer:
        yield "\\\n".join(f"*{escaped(line)}*" for line in edition.template.footer if line)


def _clause(
    clause: Clause, conversation: Conversation, edition: Edition, evidence: Evidence
) -> Iterator[str]:
    words = phrases(conversation.session.language)
    party = words.label.format(name=escaped(party_name(clause.party, conversation)))
    yield f"**{party}** {escaped(clause.text)}"
    if is_quoted(clause, edition):
        yield from _quotes(evidence.quotes(clause), conversation, words)
        first = () if edition.for_client else evidence.superseded(clause)
        if first:
            yield f"*{words.label.format(name=words.superseded)}*"
            yield from _quotes(first, conversation, words)
    if edition.for_client:
        yield escaped(place(clause.id, words))


def _quotes(quotes: Sequence[Quote], conversation: Conversation, words: Phrases) -> Iterator[str]:
    names = speaker_names(conversation)
    lines = [
        f"> {_label(names[quote.utterance.speaker], quote.start, words)} {escaped(quote.text)}"
        for quote in quotes
    ]
    if lines:
        yield "\n>\n".join(lines)


def tasks(conversation: Conversation, edition: Edition) -> bytes:
    """The commitments alone, as a list of tasks that notes programs tick off."""
    words = phrases(conversation.session.language)
    people = (escaped(name) for name in list(speaker_names(conversation).values())[:2])
    coach, client = people
    title = words.title.format(people=words.both.format(one=client, other=coach))
    return f"# {words.ledger} – {title}\n\n{tasks_of(conversation, edition)}\n".encode()


def tasks_of(conversation: Conversation, edition: Edition) -> str:
    """The commitments as a task list, done where they were kept; "" where there are none."""
    words = phrases(conversation.session.language)
    lines = []
    for one in commitments(conversation, edition):
        tick = "x" if one.outcome is Outcome.KEPT else " "
        who = words.label.format(name=escaped(party_name(one.party, conversation)))
        due = words.date(one.due) if one.due else one.said
        rest = [(words.due, due), (words.check, one.check), (words.otherwise, one.otherwise)]
        lines.append(f"- [{tick}] **{who}** {escaped(one.what)}")
        lines += [
            f"    - {words.label.format(name=name)} {escaped(text)}" for name, text in rest if text
        ]
    return "\n".join(lines)


def _transcript(conversation: Conversation, evidence: Evidence, words: Phrases) -> str:
    tags = evidence.tags()
    lines = [_moment(moment, conversation, tags, words) for moment in moments(conversation)]
    silence = [] if conversation.utterances else [words.silence]
    return "\n\n".join([*silence, *(["\n>\n".join(lines)] if lines else [])])


def _moment(
    moment: Moment, conversation: Conversation, tags: Mapping[str, tuple[Tag, ...]], words: Phrases
) -> str:
    language = conversation.session.language
    if isinstance(moment, Utterance):
        label = _label(speaker_names(conversation)[moment.speaker], moment.start, words)
        return (
            f"> {label} {escaped(moment.text)}{_remark(moment, tags.get(moment.id, ()), language)}"
        )
    if isinstance(moment, Gap):
        return f"> *— {span(moment.start, moment.end)} {escaped(gap_name(moment, conversation))} —*"
    label = f"*— {span(moment.start, moment.end)} {escaped(mark_name(moment, language))} —*"
    return f"> {label} {escaped(mark_text(moment))}".rstrip()


def _label(name: str, start: float | None, words: Phrases) -> str:
    time = "" if start is None else f"[{clock(start)}] "
    return f"**{time}{words.label.format(name=escaped(name))}**"


def _remark(utterance: Utterance, tags: tuple[Tag, ...], language: str) -> str:
    remarks = [topic_name(tag.topic, language) for tag in tags]
    if utterance.suspect:
        remarks.append(phrases(language).uncertain)
    return f" *({', '.join(map(escaped, remarks))})*" if remarks else ""

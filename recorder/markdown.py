"""A conversation as the Markdown document that a coach would send: the alliance, then the words.

Names and speech stay text whatever they hold: they stand on one line, never at its start, and
every character that a Markdown, HTML or notes program would act on is escaped. Speech is set in
block quotes after a bold label, which speech can't imitate since its own asterisks are escaped.
"""

import re
from collections.abc import Iterator, Mapping

from recorder.cleaning import one_line
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Consent,
    Conversation,
    Gap,
    Utterance,
)
from recorder.evidence import Evidence, Tag, standing
from recorder.phrases import Phrases, clock, party_name, phrases, speaker_names, topic_name
from recorder.timeline import Moment, gap_name, mark_name, mark_text, moments, span

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


def render(conversation: Conversation) -> bytes:
    """The document as UTF-8 Markdown, blocks parted by one blank line."""
    evidence = Evidence(conversation)
    words = phrases(conversation.session.language)
    blocks = [
        *_opening(conversation, words),
        *_agreement(conversation, evidence, words),
        f"## {words.appendix}",
        f"*{words.quoted}*",
        _transcript(conversation, evidence, words),
    ]
    return ("\n\n".join(blocks) + "\n").encode()


def _opening(conversation: Conversation, words: Phrases) -> Iterator[str]:
    session = conversation.session
    names = [escaped(name) for name in speaker_names(conversation).values()]
    about = [words.conversation.format(date=words.date(session.started))]
    if session.duration > 0:
        minutes = max(round(session.duration / 60), 1)
        about.append(words.minutes.format(count=minutes))
    coach, client = names[0], names[1]
    yield f"# {words.title.format(people=words.both.format(one=client, other=coach))}"
    yield ", ".join(about)
    yield (
        f"- {words.label.format(name=words.coach)} {coach}\n"
        f"- {words.label.format(name=words.client)} {client}"
    )
    yield _consent(conversation.consent, words)


def _consent(consent: Consent | None, words: Phrases) -> str:
    if consent is None:
        return words.no_consent
    taken_back = words.undone(consent)
    sentences = [f"**{taken_back}**"] if taken_back else list(_given(consent, words))
    if one_line(consent.controller):
        sentences.append(words.controller.format(name=escaped(consent.controller)))
    return " ".join(sentences)


def _given(consent: Consent, words: Phrases) -> Iterator[str]:
    line = words.consent.format(given=words.given[consent.given], date=words.date(consent.at))
    if consent.purposes:
        purposes = (words.purposes.get(purpose, purpose) for purpose in consent.purposes)
        line = f"{words.label.format(name=line)} {', '.join(map(escaped, purposes))}"
    yield f"{line}."
    if one_line(consent.guardian):
        yield words.guardian.format(name=escaped(consent.guardian))
    if not consent.rights_told:
        yield words.rights_untold
    if consent.keep_sound_until:
        yield words.keep_sound.format(date=words.date(consent.keep_sound_until))
    if consent.keep_text_until:
        yield words.keep_text.format(date=words.date(consent.keep_text_until))


def _agreement(conversation: Conversation, evidence: Evidence, words: Phrases) -> Iterator[str]:
    agreement = conversation.agreement
    if agreement is None:
        yield words.no_agreement
        return
    language = conversation.session.language
    yield f"*{_standing(agreement, words)}*"
    for topic, group in standing(agreement).items():
        yield f"## {escaped(topic_name(topic, language))}"
        for clause in group:
            yield from _clause(clause, conversation, evidence, words)
    if agreement.not_discussed:
        yield f"## {words.not_discussed}"
        yield "\n".join(
            f"- {escaped(topic_name(topic, language))}" for topic in agreement.not_discussed
        )


def _standing(agreement: Agreement, words: Phrases) -> str:
    version = words.version.format(number=agreement.version)
    undecided = any(clause.state is ClauseState.DRAFT for clause in agreement.clauses)
    return f"{version} ({words.draft})" if undecided else version


def _clause(
    clause: Clause, conversation: Conversation, evidence: Evidence, words: Phrases
) -> Iterator[str]:
    party = words.label.format(name=escaped(party_name(clause.party, conversation)))
    yield f"**{party}** {escaped(clause.text)}"
    names = speaker_names(conversation)
    quotes = [
        f"> {_label(names[quote.utterance.speaker], quote.start, words)} {escaped(quote.text)}"
        for quote in evidence.quotes(clause)
    ]
    if quotes:
        yield "\n>\n".join(quotes)


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

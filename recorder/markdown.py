"""A conversation as the Markdown document that a coach would send: the alliance, then the words.

Names and speech stay text whatever they hold: they stand on one line, never at its start, and
every character that a Markdown, HTML or notes program would act on is escaped. Speech is set in
block quotes after a bold label, which speech can't imitate since its own asterisks are escaped.
"""

import re
from collections.abc import Iterator

from recorder.cleaning import one_line
from recorder.conversation import Agreement, Clause, ClauseState, Consent, Conversation, Utterance
from recorder.evidence import Evidence, Tag, standing
from recorder.phrases import Phrases, clock, party_name, phrases, speaker_names, topic_name

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
    given = words.given[consent.given]
    line = words.consent.format(given=given, date=words.date(consent.at))
    if consent.purposes:
        purposes = (words.purposes.get(purpose, purpose) for purpose in consent.purposes)
        line = f"{words.label.format(name=line)} {', '.join(map(escaped, purposes))}"
    sentences = [f"{line}."]
    if consent.keep_sound_until:
        sentences.append(words.keep_sound.format(date=words.date(consent.keep_sound_until)))
    if consent.keep_text_until:
        sentences.append(words.keep_text.format(date=words.date(consent.keep_text_until)))
    if one_line(consent.controller):
        sentences.append(words.controller.format(name=escaped(consent.controller)))
    return " ".join(sentences)


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
    if not conversation.utterances:
        return words.silence
    names = speaker_names(conversation)
    tags = evidence.tags()
    language = conversation.session.language
    return "\n>\n".join(
        f"> {_label(names[item.speaker], item.start, words)} {escaped(item.text)}"
        f"{_remark(item, tags.get(item.id, ()), language)}"
        for item in conversation.utterances
    )


def _label(name: str, start: float | None, words: Phrases) -> str:
    time = "" if start is None else f"[{clock(start)}] "
    return f"**{time}{words.label.format(name=escaped(name))}**"


def _remark(utterance: Utterance, tags: tuple[Tag, ...], language: str) -> str:
    remarks = [topic_name(tag.topic, language) for tag in tags]
    if utterance.suspect:
        remarks.append(phrases(language).uncertain)
    return f" *({', '.join(map(escaped, remarks))})*" if remarks else ""

"""The alliance as a document, before any format: what stands where, every text on one line."""

from collections.abc import Iterator
from dataclasses import dataclass

from recorder import codebook
from recorder.cleaning import one_line
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Commitment,
    Consent,
    Conversation,
    Gap,
    Speaker,
    Utterance,
)
from recorder.edition import Edition
from recorder.evidence import Evidence, Quote
from recorder.phrases import (
    Phrases,
    clock,
    language_of,
    party_name,
    phrases,
    speaker_names,
    topic_name,
)
from recorder.timeline import gap_name, mark_name, mark_text, moments, span


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, or what happened: `who` and `time` ("12:40") may be ""."""

    who: str
    time: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A clause: whom it is about, its sentence, what was said, and what was said first."""

    id: str
    party: str
    text: str
    quotes: tuple[Said, ...]
    superseded: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The clauses of one topic."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a document shows, in its order; what is empty is left out.

    `open` are topics and the guide's question for each; `ledger` the commitments, one row each:
    who, what, by when, how it is seen to, if it is not kept, and the state. `signatures` are the
    names of those who sign; `comments` says that each clause has a place for a comment.
    """

    language: str
    title: str
    about: str
    letterhead: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    standing: str
    sections: tuple[Section, ...]
    ledger: tuple[tuple[str, ...], ...]
    open: tuple[tuple[str, str], ...]
    check_in: str
    data: tuple[str, ...]
    signatures: tuple[str, ...]
    comments: bool
    transcript: tuple[Said, ...]
    footer: tuple[str, ...]


def document(conversation: Conversation, edition: Edition) -> Document:
    """The document of `conversation` as `edition` has it."""
    words = phrases(conversation.session.language)
    names = speaker_names(conversation)
    coach, client = names[Speaker.COACH], names[Speaker.CLIENT]
    agreement = conversation.agreement
    full = not edition.for_client
    return Document(
        language_of(conversation.session.language),
        words.title.format(people=words.both.format(one=client, other=coach)),
        about(conversation, words),
        edition.template.letterhead,
        ((words.coach, coach), (words.client, client)),
        standing_of(agreement, words),
        tuple(_sections(conversation, edition)) if agreement else (),
        tuple(_ledger(conversation, edition, words)),
        tuple(open_questions(conversation)) if agreement and full else (),
        words.check_in.format(count=agreement.check_in) if agreement and agreement.check_in else "",
        tuple(data(conversation, words)),
        () if full else (coach, client),
        edition.for_client,
        tuple(_transcript(conversation, words)) if full and edition.transcript else (),
        edition.template.footer,
    )


def about(conversation: Conversation, words: Phrases) -> str:
    """When the conversation was, and how long."""
    session = conversation.session
    parts = [words.conversation.format(date=words.date(session.started))]
    if session.duration > 0:
        parts.append(words.minutes.format(count=max(round(session.duration / 60), 1)))
    return ", ".join(parts)


def standing_of(agreement: Agreement | None, words: Phrases) -> str:
    """Which version of the alliance it is, and whether it is agreed or a draft still."""
    if agreement is None:
        return words.no_agreement
    version = words.version.format(number=agreement.version)
    if agreement.agreed:
        return f"{version}, {words.agreed.format(date=words.date(agreement.agreed))}"
    undecided = any(clause.state is ClauseState.DRAFT for clause in agreement.clauses)
    return f"{version} ({words.draft})" if undecided else version


def data(conversation: Conversation, words: Phrases) -> Iterator[str]:
    """What was agreed about the recording: what was kept, until when, how to withdraw."""
    consent = conversation.consent
    if consent is None:
        yield words.no_consent
        return
    taken_back = words.undone(consent)
    if taken_back:
        yield taken_back
    else:
        yield from given(consent, words)
    controller = one_line(consent.controller)
    if controller:
        yield words.controller.format(name=controller)
    if not taken_back:
        who = controller or speaker_names(conversation)[Speaker.COACH]
        yield words.stays.format(name=who)
        yield words.withdraw.format(name=who)


def given(consent: Consent, words: Phrases) -> Iterator[str]:
    """What was consented to, a sentence each."""
    line = words.consent.format(given=words.given[consent.given], date=words.date(consent.at))
    if consent.purposes:
        purposes = (one_line(words.purposes.get(each, each)) for each in consent.purposes)
        line = f"{words.label.format(name=line)} {', '.join(purposes)}"
    yield f"{line}."
    if one_line(consent.guardian):
        yield words.guardian.format(name=one_line(consent.guardian))
    if not consent.rights_told:
        yield words.rights_untold
    if consent.keep_sound_until:
        yield words.keep_sound.format(date=words.date(consent.keep_sound_until))
    if consent.keep_text_until:
        yield words.keep_text.format(date=words.date(consent.keep_text_until))


def chosen(agreement: Agreement, edition: Edition) -> dict[str, list[Clause]]:
    """The clauses that `edition` shows, by topic in its order."""
    shown = [clause for clause in agreement.clauses if clause.state is not ClauseState.REJECTED]
    if edition.for_client:
        shown = [clause for clause in shown if clause.state is not ClauseState.DRAFT]
    first = {topic: place for place, topic in enumerate(edition.template.order)}
    topics = dict.fromkeys(clause.topic for clause in shown)
    ordered = sorted(topics, key=lambda topic: first.get(topic, len(first)))
    return {topic: [clause for clause in shown if clause.topic == topic] for topic in ordered}


def is_quoted(clause: Clause, edition: Edition) -> bool:
    """Whether `edition` shows what was said beside the clause."""
    return edition.quotes and (clause.quotable or not edition.for_client)


def open_questions(conversation: Conversation) -> Iterator[tuple[str, str]]:
    """The topics that were not discussed, each with the guide's question for it ("" if none)."""
    language = conversation.session.language
    asked = {topic.id: topic.questions[0] for topic in codebook.topics(language_of(language))}
    for topic in conversation.agreement.not_discussed if conversation.agreement else ():
        yield topic_name(topic, language), asked.get(topic, "")


def ledger_heads(words: Phrases) -> tuple[str, ...]:
    """The heads of the ledger's columns."""
    return words.who, words.what, words.due, words.check, words.otherwise, words.outcome


def place(clause: str, words: Phrases) -> str:
    """Where the client writes a comment on a clause: "Comment [c3]:"."""
    return words.label.format(name=f"{words.comment} [{one_line(clause)}]")


def commitments(conversation: Conversation, edition: Edition) -> tuple[Commitment, ...]:
    """The commitments whose clause `edition` shows, and those of the coach's that have none."""
    agreement = conversation.agreement
    if agreement is None:
        return ()
    shown = {clause.id for group in chosen(agreement, edition).values() for clause in group}
    return tuple(one for one in agreement.commitments if not one.clause or one.clause in shown)


def _ledger(
    conversation: Conversation, edition: Edition, words: Phrases
) -> Iterator[tuple[str, ...]]:
    for one in commitments(conversation, edition):
        yield (
            party_name(one.party, conversation),
            one_line(one.what),
            words.date(one.due) if one.due else one_line(one.said),
            one_line(one.check),
            one_line(one.otherwise),
            words.outcomes[one.outcome],
        )


def _sections(conversation: Conversation, edition: Edition) -> Iterator[Section]:
    evidence = Evidence(conversation)
    language = conversation.session.language
    agreement = conversation.agreement
    for topic, clauses in chosen(agreement, edition).items() if agreement else ():
        items = []
        for clause in clauses:
            shown = is_quoted(clause, edition)
            quotes = evidence.quotes(clause) if shown else ()
            first = evidence.superseded(clause) if shown and not edition.for_client else ()
            items.append(
                Item(
                    one_line(clause.id),
                    party_name(clause.party, conversation),
                    one_line(clause.text),
                    tuple(_said(quote, conversation) for quote in quotes),
                    tuple(_said(quote, conversation) for quote in first),
                )
            )
        yield Section(topic_name(topic, language), tuple(items))


def _said(quote: Quote, conversation: Conversation) -> Said:
    who = speaker_names(conversation)[quote.utterance.speaker]
    return Said(who, "" if quote.start is None else clock(quote.start), quote.text)


def _transcript(conversation: Conversation, words: Phrases) -> Iterator[Said]:
    names = speaker_names(conversation)
    language = conversation.session.language
    if not conversation.utterances:
        yield Said("", "", words.silence)
    for moment in moments(conversation):
        if isinstance(moment, Utterance):
            time = "" if moment.start is None else clock(moment.start)
            yield Said(names[moment.speaker], time, one_line(moment.text))
        elif isinstance(moment, Gap):
            name = one_line(gap_name(moment, conversation))
            yield Said("", span(moment.start, moment.end), f"— {name} —")
        else:
            name = one_line(f"{mark_name(moment, language)} {mark_text(moment)}")
            yield Said("", span(moment.start, moment.end), f"— {name} —")

"""A conversation as JSON: the stable interface, described by docs/export.schema.json."""

import json
from datetime import date
from typing import Any

from recorder.cleaning import cleaned, one_line
from recorder.conversation import (
    Agreement,
    Clause,
    Commitment,
    Consent,
    Conversation,
    Gap,
    Mark,
    Passage,
    Session,
    Utterance,
    Word,
)
from recorder.evidence import Evidence, Tag

SCHEMA = 1
"""The version of the format; it grows only when a reader of the former one would stumble."""

_MILLISECONDS = 3
_SCORE_DIGITS = 4


def render(conversation: Conversation) -> bytes:
    """The conversation as UTF-8 JSON, keys and lists always in the same order."""
    text = json.dumps(document(conversation), ensure_ascii=False, allow_nan=False, indent=1)
    return f"{text}\n".encode()


def document(conversation: Conversation) -> dict[str, Any]:
    """The conversation as plain values; every text is `cleaned`, so it encodes and is inert."""
    evidence = Evidence(conversation)
    tags = evidence.tags()
    agreement = conversation.agreement
    return {
        "schema": SCHEMA,
        "session": _session(conversation.session, conversation.client.name, conversation.consent),
        "utterances": [_utterance(item, tags.get(item.id, ())) for item in conversation.utterances],
        "passages": [_passage(item, evidence) for item in conversation.passages],
        "agreement": None if agreement is None else _agreement(agreement, evidence),
        "gaps": [_gap(item) for item in conversation.gaps],
        "marks": [_mark(item) for item in conversation.marks],
    }


def _session(session: Session, client: str, consent: Consent | None) -> dict[str, Any]:
    return {
        "id": one_line(session.id),
        "client": one_line(client),
        "coach": one_line(session.coach),
        "language": one_line(session.language),
        "started": session.started.isoformat(),
        "duration": _seconds(session.duration),
        "setting": session.setting,
        "channels": [speaker.value for speaker in session.channels],
        "consent": None if consent is None else _consent(consent),
    }


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "id": one_line(consent.id),
        "controller": one_line(consent.controller),
        "purposes": [one_line(purpose) for purpose in consent.purposes],
        "keep_sound_until": _day(consent.keep_sound_until),
        "keep_text_until": _day(consent.keep_text_until),
        "text": cleaned(consent.text),
        "language": one_line(consent.language),
        "version": consent.version,
        "given": consent.given.value,
        "at": consent.at.isoformat(),
        "previous": one_line(consent.previous),
        "hash": one_line(consent.hash),
        "decision": consent.decision.value,
        "guardian": one_line(consent.guardian),
        "rights_told": consent.rights_told,
    }


def _utterance(utterance: Utterance, tags: tuple[Tag, ...]) -> dict[str, Any]:
    return {
        "id": one_line(utterance.id),
        "channel": utterance.channel,
        "speaker": utterance.speaker.value,
        "start": _seconds(utterance.start),
        "end": _seconds(utterance.end),
        "text": one_line(" ".join(one_line(word.text) for word in utterance.words)),
        "words": [_word(word) for word in utterance.words],
        "topics": [
            {"topic": one_line(tag.topic), "score": _score(tag.score), "by": tag.by.value}
            for tag in tags
        ],
        "suspect": utterance.suspect,
        "voice": utterance.voice,
        "model": one_line(utterance.model),
        "by": utterance.by.value,
        "speaker_by": utterance.speaker_by.value,
    }


def _word(word: Word) -> dict[str, Any]:
    return {
        "id": one_line(word.id),
        "text": one_line(word.text),
        "start": _seconds(word.start),
        "end": _seconds(word.end),
        "probability": None if word.probability is None else _score(word.probability),
        "by": word.by.value,
    }


def _passage(passage: Passage, evidence: Evidence) -> dict[str, Any]:
    reason = passage.reason
    return {
        "id": one_line(passage.id),
        "topic": one_line(passage.topic),
        "utterances": [one_line(name) for name in evidence.utterances(passage.words)],
        "words": [one_line(name) for name in passage.words],
        "score": _score(passage.score),
        "by": passage.by.value,
        "reason": {
            "model": one_line(reason.model),
            "cues": [one_line(cue) for cue in reason.cues],
            "nearest": one_line(reason.nearest),
            "question": one_line(reason.question),
        },
    }


def _agreement(agreement: Agreement, evidence: Evidence) -> dict[str, Any]:
    return {
        "version": agreement.version,
        "clauses": [_clause(clause, evidence) for clause in agreement.clauses],
        "not_discussed": [one_line(topic) for topic in agreement.not_discussed],
        "commitments": [_commitment(one) for one in agreement.commitments],
        "proposals": [
            {
                "id": one_line(one.id),
                "kind": one.kind.value,
                "instead_of": one_line(one.instead_of),
                "clause": _clause(one.clause, evidence),
            }
            for one in agreement.proposals
        ],
        "style": {
            "person": agreement.style.person.value,
            "address": agreement.style.address,
            "client": agreement.style.client.value,
            "coach": agreement.style.coach.value,
        },
        "check_in": agreement.check_in,
        "agreed": agreement.agreed.isoformat() if agreement.agreed else None,
    }


def _commitment(one: Commitment) -> dict[str, Any]:
    return {
        "id": one_line(one.id),
        "clause": one_line(one.clause),
        "party": one.party.value,
        "what": one_line(one.what),
        "due": _day(one.due),
        "said": one_line(one.said),
        "check": one_line(one.check),
        "otherwise": one_line(one.otherwise),
        "outcome": one.outcome.value,
        "by": one.by.value,
    }


def _clause(clause: Clause, evidence: Evidence) -> dict[str, Any]:
    return {
        "id": one_line(clause.id),
        "topic": one_line(clause.topic),
        "party": clause.party.value,
        "text": one_line(clause.text),
        "evidence": [one_line(name) for name in clause.evidence],
        "utterances": [one_line(name) for name in evidence.grounds(clause)],
        "quote": [one_line(name) for name in clause.quote],
        "state": clause.state.value,
        "by": clause.by.value,
        "superseded": [one_line(name) for name in clause.superseded],
        "drafted": one_line(clause.drafted),
        "quotable": clause.quotable,
        "origin": one_line(clause.origin),
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "start": _seconds(gap.start),
        "end": _seconds(gap.end),
        "cause": gap.cause.value,
        "channel": gap.channel,
        "at": gap.at.isoformat(),
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "id": one_line(mark.id),
        "kind": mark.kind.value,
        "start": _seconds(mark.start),
        "end": _seconds(mark.end),
        "text": cleaned(mark.text),
    }


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(float(value), _MILLISECONDS)


def _score(value: float) -> float:
    return round(float(value), _SCORE_DIGITS)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()

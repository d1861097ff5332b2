"""A conversation under other names: wherever a name stands, in speech, clauses and consent."""

import re
from collections.abc import Callable
from dataclasses import replace

from recorder.cleaning import one_line
from recorder.conversation import Agreement, Clause, Consent, Conversation, Utterance

Swap = Callable[[str], str]
"""A text under the other names."""

_LEAST = 2
_PART = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def renamed(conversation: Conversation, client: str = "", coach: str = "") -> Conversation:
    """`conversation` with these pseudonyms in place of the names, "" where a name may stay.

    A whole name and its parts are replaced as words, whatever their capitals; nicknames, other
    people and what else tells who somebody is stay, and are the coach's to edit.
    """
    session = conversation.session
    names: dict[str, str] = {}
    for name, other in (
        (conversation.client.name, one_line(client)),
        (session.coach, one_line(coach)),
    ):
        if other:
            names |= dict.fromkeys(_forms(name), other)
    if not names:
        return conversation
    swap = _swapping(names)
    return replace(
        conversation,
        session=replace(session, coach=one_line(coach) or session.coach),
        client=replace(conversation.client, name=one_line(client) or conversation.client.name),
        consent=conversation.consent and _agreed_to(conversation.consent, swap),
        utterances=tuple(_said(utterance, swap) for utterance in conversation.utterances),
        agreement=conversation.agreement and _alliance(conversation.agreement, swap),
        marks=tuple(replace(mark, text=swap(mark.text)) for mark in conversation.marks),
        earlier=tuple(renamed(each, client, coach) for each in conversation.earlier),
    )


def _agreed_to(consent: Consent, swap: Swap) -> Consent:
    return replace(
        consent,
        client=swap(consent.client),
        controller=swap(consent.controller),
        text=swap(consent.text),
    )


def _alliance(agreement: Agreement, swap: Swap) -> Agreement:
    return replace(
        agreement,
        clauses=tuple(_worded(clause, swap) for clause in agreement.clauses),
        commitments=tuple(
            replace(
                one,
                what=swap(one.what),
                said=swap(one.said),
                check=swap(one.check),
                otherwise=swap(one.otherwise),
            )
            for one in agreement.commitments
        ),
        proposals=tuple(
            replace(one, clause=_worded(one.clause, swap)) for one in agreement.proposals
        ),
    )


def _forms(name: str) -> list[str]:
    """The whole name, then its parts that are long enough to be nobody else's word."""
    parts = _PART.findall(one_line(name))
    return [" ".join(parts), *(part for part in parts if len(part) > _LEAST)] if parts else []


def _swapping(names: dict[str, str]) -> Swap:
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
    folded = {name.casefold(): other for name, other in names.items()}
    return lambda text: pattern.sub(lambda found: folded[found[0].casefold()], text)


def _said(utterance: Utterance, swap: Swap) -> Utterance:
    words = tuple(replace(word, text=swap(word.text)) for word in utterance.words)
    return replace(utterance, words=words)


def _worded(clause: Clause, swap: Swap) -> Clause:
    return replace(clause, text=swap(clause.text), drafted=swap(clause.drafted))

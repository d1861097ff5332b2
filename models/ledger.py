"""Commitments out of the clauses that promise: what, by when, how it is seen to, if it is not."""

from collections.abc import Sequence
from datetime import date

from models.clauses import Drafted
from models.dates import times
from recorder.conversation import Commitment, Language


def ledger(drafted: Sequence[Drafted], begun: date, language: Language) -> tuple[Commitment, ...]:
    """A line for each clause that promises; how it is seen to and what follows from their clauses.

    `begun` is the day of the conversation, from which "jeudi" is counted. A day is only given
    where one is meant for sure; the words stay beside it.
    """
    said = {one.aspect: one.said for one in reversed(drafted)}
    lines: list[Commitment] = []
    for one in drafted:
        if one.aspect == "commitments.promise":
            time, day = when(one.said, begun, language)
            lines.append(
                Commitment(
                    f"k{len(lines) + 1}",
                    one.clause.id,
                    one.clause.party,
                    one.said,
                    day,
                    time,
                    said.get("commitments.reminder", ""),
                    said.get("commitments.unkept", ""),
                )
            )
    return tuple(lines)


def when(text: str, begun: date, language: Language) -> tuple[str, date | None]:
    """The time by which `text` promises as it is said there, and the day where it means one.

    The first day that is named counts, else the first other time; ("", None) without any.
    """
    found = times(text, language, begun)
    if not found:
        return "", None
    meant = next((time for time in found if time.day), found[0])
    return text[meant.start : meant.end].strip(" ,"), meant.day

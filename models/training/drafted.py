"""How good the drafts are, on labelled conversations that nothing of the drafter was fitted on.

Run as `python -m models.training.drafted`; `--gold` gives the drafter the labelled tags, so that
it is measured apart from the tagger; `--known` measures the conversations that it was made with.
A wanted statement is covered by a clause of its topic that rests on one of its turns; a clause is
wanted when it covers one.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.draft import write_agreement
from models.grounding import doubts
from models.passages import find_passages, joined
from models.topics import Tagger
from models.training.labelled import HERE, TOPICS, conversations
from recorder.conversation import Agreement, Clause, Client, Conversation, Language, Session
from recorder.evidence import Evidence

_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """A statement that a careful coach would write: its topic, party and turns (from 0)."""

    topic: str
    party: str
    turns: frozenset[int]
    text: str


def main() -> None:
    """Print the figures, by language and writer and topic."""
    folder = HERE / ("dialogues" if "--known" in sys.argv else "unseen")
    tagger = None if "--gold" in sys.argv else Tagger.load()
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for conversation, wanted in labelled(folder, tagger):
        agreement = write_agreement(conversation)
        name = conversation.session.id
        for group, counts in judged(agreement, conversation, wanted):
            for key in (group, f"{conversation.session.language} {group}", name.rsplit("-", 1)[0]):
                if group in {"all", key}:
                    sums[key] += counts
    for group, counts in sorted(sums.items()):
        print(shown(group, counts))


def labelled(
    folder: Path, tagger: Tagger | None
) -> Iterable[tuple[Conversation, tuple[Wanted, ...]]]:
    """Every conversation in `folder` with passages, labelled or by `tagger`, and what is wanted."""
    for found in conversations(folder):
        script = json.loads((folder / f"{found.id}.json").read_text("utf-8"))
        language: Language = "fr" if found.language == "fr" else "en"
        if tagger:
            passages = find_passages(found.utterances, language, tagger)
        else:
            scores = [dict.fromkeys(tags, 1.0) for tags in found.tags]
            passages = joined(found.utterances, scores, dict.fromkeys(TOPICS, 0.5))
        conversation = replace(
            _conversation(script), utterances=found.utterances, passages=tuple(passages)
        )
        yield conversation, tuple(map(_wanted, script["agreement"]))


def judged(
    agreement: Agreement, conversation: Conversation, wanted: Sequence[Wanted]
) -> Iterable[tuple[str, Counter[str]]]:
    """What is counted of one draft: for "all", and for each topic."""
    evidence = Evidence(conversation)
    places = {utterance.id: at for at, utterance in enumerate(conversation.utterances)}
    grounds = [
        (clause, frozenset(places[name] for name in evidence.grounds(clause)))
        for clause in agreement.clauses
    ]
    yield "all", _counted(grounds, wanted, conversation)
    for topic in TOPICS:
        yield (
            topic,
            _counted(
                [(clause, turns) for clause, turns in grounds if clause.topic == topic],
                [one for one in wanted if one.topic == topic],
                conversation,
            ),
        )


def _counted(
    clauses: Sequence[tuple[Clause, frozenset[int]]],
    wanted: Sequence[Wanted],
    conversation: Conversation,
) -> Counter[str]:
    counts: Counter[str] = Counter(conversations=1, wanted=len(wanted), clauses=len(clauses))
    counts["few"] += len(clauses) < 8  # noqa: PLR2004 - the bounds of a usual draft
    counts["many"] += len(clauses) > 20  # noqa: PLR2004
    for clause, turns in clauses:
        meant = [one for one in wanted if one.topic == clause.topic and one.turns & turns]
        counts["meant"] += bool(meant)
        counts["party"] += any(one.party == clause.party.value for one in meant)
        counts["long"] += len(clause.text.split()) > _MOST_WORDS
        counts["ungrounded"] += bool(doubts(clause, conversation))
        counts["words"] += len(clause.text.split())
    for one in wanted:
        counts["covered"] += any(
            clause.topic == one.topic and one.turns & turns for clause, turns in clauses
        )
    return counts


def shown(group: str, counts: Counter[str]) -> str:
    """One line of figures."""

    def share(part: str, whole: str) -> float:
        return counts[part] / counts[whole] if counts[whole] else 0.0

    return (
        f"{group:18} covered {share('covered', 'wanted'):.3f}"
        f" wanted {share('meant', 'clauses'):.3f}"
        f" party {share('party', 'meant'):.3f} clauses {share('clauses', 'conversations'):.1f}"
        f" (under 8: {counts['few']}, over 20: {counts['many']}) words"
        f" {share('words', 'clauses'):.1f} (over {_MOST_WORDS}: {counts['long']})"
        f" ungrounded {counts['ungrounded']} of {counts['clauses']}"
    )


def _wanted(written: dict[str, Any]) -> Wanted:
    turns = frozenset(written["evidence"])
    return Wanted(written["topic"], written["party"], turns, written["statement"])


def _conversation(script: dict[str, Any]) -> Conversation:
    session = Session(
        script["id"],
        "k1",
        script["coach"],
        script["language"],
        "import",
        datetime(2026, 1, 5, tzinfo=UTC),
        0.0,
        (),
    )
    return Conversation(session, Client("k1", script["client"], script["language"]), None)


if __name__ == "__main__":
    main()

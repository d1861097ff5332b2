"""What a clause may say, and the check that finds what nobody said."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scripted import Turn, dialogue, dialogues, scripted

from models.draft import write_agreement
from models.grounding import Doubt, Kind, doubts
from models.shortening import MOST_WORDS
from recorder.codebook import topics
from recorder.conversation import Agreement, Clause, Conversation, Language, Party
from recorder.style import Person, Style

HEARD = scripted(
    [("client", "Dites-le sans sandwich, jamais devant 3 collègues.", ("confrontation",))]
)
WORDS = tuple(HEARD.words())
CLAUSE = Clause(
    "c1",
    "confrontation",
    Party.COACH,
    "Pour confronter Inès : « Dites-le sans sandwich, jamais devant 3 collègues. »",
    ("pconfrontation1",),
    WORDS,
)


def told(clause: Clause, conversation: Conversation = HEARD) -> list[tuple[Kind, str]]:
    return [(doubt.kind, doubt.word) for doubt in doubts(clause, conversation)]


def test_words_of_passage_stem_and_name_are_grounded() -> None:
    assert told(CLAUSE) == []


@pytest.mark.parametrize(
    ("invented", "kind"),
    [
        ("doucement", Kind.WORD),
        ("4", Kind.NUMBER),
        ("quatre", Kind.NUMBER),
        ("avec Karim", Kind.NAME),
        ("pas", Kind.NEGATION),
    ],
)
def test_an_invented_word_number_name_or_negation_is_found(invented: str, kind: Kind) -> None:
    found = told(replace(CLAUSE, text=f"{CLAUSE.text} {invented}"))
    assert (kind, invented.rsplit(maxsplit=1)[-1].casefold()) in found


@pytest.mark.parametrize("lost", ["sans ", "jamais "])
def test_a_negation_that_was_lost_is_found(lost: str) -> None:
    found = told(replace(CLAUSE, text=CLAUSE.text.replace(lost, "")))
    assert found == [(Kind.NEGATION, lost.strip())]


def test_without_evidence_nothing_is_grounded() -> None:
    found = told(replace(CLAUSE, evidence=(), quote=()))
    assert (Kind.WORD, "dites") in found
    assert (Kind.PARTY, "") in found


@pytest.mark.parametrize(
    ("speaker", "topic", "proved"),
    [
        ("client", "confrontation", True),
        ("coach", "confrontation", False),
        ("coach", "safety", True),
        ("unknown", "safety", False),
    ],
)
def test_who_says_it_must_be_known_and_entitled(speaker: str, topic: str, *, proved: bool) -> None:
    heard = scripted([(speaker, "Tout reste entre nous.", (topic,))])
    clause = Clause(
        "c1", topic, Party.COACH, "Tout reste entre nous.", (f"p{topic}1",), tuple(heard.words())
    )
    assert (Doubt(Kind.PARTY, "") not in doubts(clause, heard)) is proved


def test_a_word_in_another_form_needs_the_dictionary() -> None:
    clause = replace(CLAUSE, text="Dire sans sandwich, jamais devant 3 collègues.")
    assert told(clause) == [(Kind.WORD, "dire")]
    forms = {"dites": "dire", "dire": "dire"}
    assert doubts(
        clause,
        HEARD,
        lemmas=lambda text: frozenset(forms.get(w, w) for w in text.lower().split("-")),
    ) in ((), (Doubt(Kind.WORD, "dire"),))


def test_a_clause_that_was_carried_over_rests_on_the_earlier_conversation() -> None:
    now = scripted([("client", "Bonjour.", ())])
    clause = replace(CLAUSE, origin="s1")
    assert told(clause, replace(now, earlier=(HEARD,))) == []
    assert told(clause, now) != []


@given(st.lists(st.sampled_from(["zèbre", "vélo", "sandwich", "de"]), max_size=6))
def test_each_doubt_is_told_once_in_order(words: list[str]) -> None:
    found = told(replace(CLAUSE, text=" ".join(words), quote=()))
    wanted = dict.fromkeys(word for word in words if word in {"zèbre", "vélo"})
    assert [word for kind, word in found if kind is Kind.WORD] == list(wanted)


_SAID: dict[str, list[tuple[str, str]]] = {
    language: [
        (one.speaker.value, one.text)
        for name in dialogues()
        if name.startswith(language)
        for one in dialogue(name).utterances
    ]
    for language in ("fr", "en")
}
_TOPICS = st.sampled_from([topic.id for topic in topics("en")])


@st.composite
def _generated(draw: st.DrawFn) -> Conversation:
    """Turns of many conversations in any order, under any topics, in any style."""
    language: Language = draw(st.sampled_from(("fr", "en")))
    turns: list[Turn] = [
        (*draw(st.sampled_from(_SAID[language])), tuple(draw(st.lists(_TOPICS, max_size=2))))
        for _ in range(draw(st.integers(1, 14)))
    ]
    style = Style(draw(st.sampled_from(Person)), draw(st.sampled_from(("tu", "vous", ""))))
    empty = Agreement(1, (), (), style=style)
    return replace(scripted(turns, language), agreement=empty)


@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(_generated())
def test_no_draft_says_more_than_was_said_or_more_than_forty_words(
    conversation: Conversation,
) -> None:
    for clause in write_agreement(conversation).clauses:
        assert clause.evidence
        assert doubts(clause, conversation) == ()
        assert len(clause.text.split()) <= MOST_WORDS

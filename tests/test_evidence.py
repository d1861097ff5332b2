"""Tags and clauses know the utterances and the words that they rest on."""

from dataclasses import replace

from invented import spoken

from recorder.conversation import Clause, Maker, Party, Passage, Speaker
from recorder.evidence import Evidence, Tag

TALK = spoken(
    (Speaker.COACH, "Comment vous confronter ?"),
    (Speaker.CLIENT, "Cash, mais pas devant les autres."),
)


def clause(*quote: str, evidence: tuple[str, ...] = ()) -> Clause:
    return Clause("c1", "confrontation", Party.COACH, "Dire cash.", evidence, quote)


def test_the_best_tag_of_a_topic_wins_in_any_order() -> None:
    weak = Passage("p1", "confrontation", ("w0",), 0.3)
    strong = Passage("p2", "confrontation", ("w1",), 0.9)
    by_coach = Passage("p3", "confrontation", ("w2",), 0.9, Maker.COACH)
    for passages in ((weak, strong, by_coach), (by_coach, strong, weak), (strong, by_coach, weak)):
        tags = Evidence(replace(TALK, passages=passages)).tags()
        assert tags == {"u0": (Tag("confrontation", 0.9, Maker.COACH),)}


def test_a_passage_tags_every_utterance_that_it_touches() -> None:
    passage = Passage("p1", "confrontation", ("w3", "w4"), 0.5)
    assert set(Evidence(replace(TALK, passages=(passage,))).tags()) == {"u0", "u1"}


def test_a_quote_is_in_the_order_said_and_shows_what_it_left_out() -> None:
    first, second = Evidence(TALK).quotes(clause("w9", "w7", "w4", "w1"))
    assert (first.utterance.id, first.text, first.start) == ("u0", "vous", 0.4)
    assert (second.text, second.start) == ("Cash, (…) devant (…) autres.", 1.6)


def test_a_clause_without_quote_rests_on_its_passages() -> None:
    talk = replace(TALK, passages=(Passage("p1", "confrontation", ("w0", "w5"), 0.5),))
    assert Evidence(talk).grounds(clause(evidence=("p1",))) == ("u0", "u1")
    assert Evidence(talk).grounds(clause("w4", evidence=("p1",))) == ("u1",)


def test_words_and_passages_that_are_gone_are_passed_over() -> None:
    evidence = Evidence(TALK)
    assert evidence.utterances(("w99", "w4")) == ("u1",)
    assert evidence.quotes(clause("w99")) == ()
    assert evidence.grounds(clause("w99", evidence=("p99",))) == ()

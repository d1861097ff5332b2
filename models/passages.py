"""Passages: where in a conversation each topic is talked about, and why one thinks so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from models.embedding import Embedder
from models.sentences import sentences
from models.topics import Tagger
from recorder.codebook import topics
from recorder.conversation import Language, Passage, Reason, Speaker, Topic, Utterance
from recorder.tagging import Confirmation

# A "Mm-hm" of up to this many words doesn't end a passage.
_NOD_WORDS = 3
# A question is looked for this many utterances back at most.
_QUESTION_REACH = 8


def find_passages(
    utterances: Sequence[Utterance],
    language: Language,
    tagger: Tagger,
    confirmations: Iterable[Confirmation] = (),
) -> list[Passage]:
    """The passages of a whole conversation, in the order they begin, each with its reason.

    Their ids are "p1", "p2"… What the coach confirmed of utterances holds and spreads.

    Raises ModelUnusable when a model that it needs is missing.
    """
    scores = tagger.weigh(tagger.read(utterances), confirmations) if utterances else []
    found = joined(utterances, scores, tagger.thresholds, tagger.name)
    return explained(found, utterances, language, tagger.embedder)


def joined(
    utterances: Sequence[Utterance],
    scores: Sequence[Mapping[str, float]],
    thresholds: Mapping[str, float],
    model: str = "",
) -> list[Passage]:
    """Neighbouring utterances about the same topic, as one passage.

    `scores` has an entry for each utterance; from its threshold on, a topic counts. A nod between
    two utterances is stepped over and left out. A passage's score is that of its surest utterance.
    """
    runs = [
        (run, topic)
        for topic, threshold in thresholds.items()
        for run in _runs(utterances, [score.get(topic, 0) >= threshold for score in scores])
    ]
    # Among passages that begin together the surest comes first.
    order = sorted(
        runs, key=lambda found: (found[0][0], -max(scores[p][found[1]] for p in found[0]), found[1])
    )
    return [
        Passage(
            id=f"p{number}",
            topic=topic,
            words=tuple(word.id for place in run for word in utterances[place].words),
            score=max(scores[place][topic] for place in run),
            reason=Reason(model=model, question=_question(utterances, run)),
        )
        for number, (run, topic) in enumerate(order, start=1)
    ]


def explained(
    passages: Iterable[Passage],
    utterances: Sequence[Utterance],
    language: Language,
    embedder: Embedder,
) -> list[Passage]:
    """The passages with their cue words and the codebook's example that is nearest in meaning."""
    kept = list(passages)
    words = {word.id: word.text for utterance in utterances for word in utterance.words}
    texts = [" ".join(words[word] for word in passage.words) for passage in kept]
    nearest = _nearest([passage.topic for passage in kept], texts, language, embedder)
    named = {topic.id: topic for topic in topics(language)}
    return [
        replace(
            passage,
            reason=replace(
                passage.reason, cues=_cues(text, named[passage.topic], language), nearest=example
            ),
        )
        for passage, text, example in zip(kept, texts, nearest, strict=True)
    ]


def _runs(utterances: Sequence[Utterance], about: Sequence[bool]) -> list[list[int]]:
    """The places of utterances that belong together, nods between them stepped over."""
    found: list[list[int]] = []
    for place in (place for place, hit in enumerate(about) if hit):
        between = utterances[found[-1][-1] + 1 : place] if found else ()
        if found and (not between or (len(between) == 1 and _is_nod(between[0]))):
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _is_nod(utterance: Utterance) -> bool:
    return len(utterance.words) <= _NOD_WORDS and "?" not in utterance.text


def _question(utterances: Sequence[Utterance], run: Sequence[int]) -> str:
    """The id of the coach's question that the first answer in `run` follows, "" when none."""
    answers = [place for place in run if utterances[place].speaker is not Speaker.COACH]
    if not answers:
        return ""
    for place in range(answers[0] - 1, max(-1, answers[0] - 1 - _QUESTION_REACH), -1):
        utterance = utterances[place]
        if utterance.speaker is not Speaker.CLIENT and "?" in utterance.text:
            return utterance.id
    return ""


def _cues(text: str, topic: Topic, language: Language) -> tuple[str, ...]:
    """The words of `text`, as written, that are cues of the topic or forms of one; each once."""
    cues = set(topic.cues)
    found = [
        token.text
        for sentence in sentences(text, language)
        for token in sentence.tokens
        if token.lemma in cues or token.text.lower() in cues
    ]
    return tuple(dict.fromkeys(found))


def _nearest(
    about: Sequence[str], texts: Sequence[str], language: Language, embedder: Embedder
) -> list[str]:
    """For each text the example or question of its topic that is nearest in meaning."""
    examples = {topic.id: (*topic.examples, *topic.questions) for topic in topics(language)}
    needed = sorted({line for topic in set(about) for line in examples[topic]})
    vectors = dict(zip(needed, embedder.embed(needed), strict=True))
    return [
        max(examples[topic], key=lambda line: float(vectors[line] @ vector))
        for topic, vector in zip(about, embedder.embed(texts), strict=True)
    ]

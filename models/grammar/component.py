"""The spaCy component `alliance_acts`; imported by spaCy when a pipeline asks for it.

Its patterns are Semgrex-style patterns over the dependency tree (spaCy's DependencyMatcher) and,
for set phrases, over neighbouring words (Matcher).
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from spacy.language import Language
from spacy.matcher import DependencyMatcher, Matcher
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

# A clause ends where another begins: what hangs on the verb by these is another's.
_OTHERS = frozenset({"conj", "parataxis", "cc", "punct", "discourse", "advcl"})
_WHOLE = frozenset({"condition"})


@cache
def _patterns(language: str) -> dict[str, Any]:
    table = tomllib.loads(files("models.grammar").joinpath("patterns.toml").read_text("utf-8"))
    found: dict[str, Any] = table.get(language, {})
    return found


NAME = "alliance_acts"


@Language.factory(
    NAME,
    assigns=["doc.spans"],
    requires=["token.dep", "token.head", "token.lemma", "token.pos", "token.morph"],
)
class Acts:
    """Fills `doc.spans["acts"]` with stretches labelled by what they do.

    The labels are "promise", "refusal", "permission", "condition" and "negation". A pipeline of a
    language other than French and English gets an empty group.
    """

    def __init__(self, nlp: Language, name: str = NAME) -> None:
        self.name = name
        self._trees = DependencyMatcher(nlp.vocab)
        self._phrases = Matcher(nlp.vocab)
        for label, kinds in _patterns(nlp.lang).items():
            if trees := kinds.get("trees"):
                self._trees.add(label, [_tree(one) for one in trees])
            if phrases := kinds.get("phrases"):
                self._phrases.add(label, phrases)

    def __call__(self, doc: Doc) -> Doc:
        """Mark the acts of `doc`."""
        found: dict[str, list[Span]] = {}
        names = doc.vocab.strings
        for key, places in self._trees(doc) if len(self._trees) else ():
            label = names[key]
            found.setdefault(label, []).append(_clause(doc[places[0]], label))
        for key, start, end in self._phrases(doc) if len(self._phrases) else ():
            label = names[key]
            found.setdefault(label, []).append(Span(doc, start, end, label=label))
        refused = {(span.start, span.end) for span in found.get("refusal", ())}
        if "promise" in found:  # "I won't have it" refuses
            found["promise"] = [
                span for span in found["promise"] if (span.start, span.end) not in refused
            ]
        every = [span for spans in found.values() for span in filter_spans(spans)]
        doc.spans["acts"] = sorted(every, key=lambda span: (span.start, span.end, span.label_))
        return doc


def _tree(links: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A pattern as DependencyMatcher wants it, from the short form of the table.

    The first entry is the anchor; each later one names its own head by `of` (the anchor unless
    said) and hangs right below it.
    """
    anchor, *others = links
    found = [{"RIGHT_ID": "anchor", "RIGHT_ATTRS": anchor}]
    for number, other in enumerate(others):
        attributes = {key: value for key, value in other.items() if key not in {"of", "rel"}}
        found.append(
            {
                "LEFT_ID": other.get("of", "anchor"),
                "REL_OP": other.get("rel", ">"),
                "RIGHT_ID": str(number),
                "RIGHT_ATTRS": attributes,
            }
        )
    return found


def _clause(head: Token, label: str) -> Span:
    """The words around `head` that belong to its own clause."""
    kept = [head]
    queue = [child for child in head.children if label in _WHOLE or child.dep_ not in _OTHERS]
    while queue:
        token = queue.pop()
        kept.append(token)
        queue += [child for child in token.children if child.dep_ not in {"parataxis", "punct"}]
    first, last = min(token.i for token in kept), max(token.i for token in kept)
    return Span(head.doc, first, last + 1, label=label)

"""Which of the two languages a text is in, by its function words: a hint, for what came unsaid."""

import re
from typing import Final

from recorder.conversation import Language

_FRENCH: Final = frozenset(
    "le la les un une des du de et est que qui ne pas je tu il elle on nous vous ils elles ce"
    " cette mon ma mes votre vos dans sur avec pour mais ou donc alors oui non très aussi comme"
    " quand ça c'est j'ai être avoir fait au aux par plus moi toi quoi".split()
)
_ENGLISH: Final = frozenset(
    "the a an of to and is are was that which not i you he she it we they this my your in on with"
    " for but or so then yes no very also like when it's i'm have has do does at by more me what"
    " there would could should about".split()
)
_LEAST_WORDS: Final = 5
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def language_of(text: str) -> Language | None:
    """French or English, by which language's function words are more; None where too few tell."""
    words = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    french = sum(word in _FRENCH for word in words)
    english = sum(word in _ENGLISH for word in words)
    if max(french, english) < _LEAST_WORDS or french == english:
        return None
    return "fr" if french > english else "en"

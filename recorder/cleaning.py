"""Untrusted text made harmless: where it enters, and again where it shows."""

import re
import unicodedata

# What breaks a line somewhere (old Mac, Word's soft break, Unicode's own) breaks it everywhere.
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# A whole escape sequence goes, not only its first byte: "\x1b]0;title\x07" must not leave
# "0;title". One that its line does not end loses only its start, so that no speech goes with it.
_ESCAPES = re.compile(
    # Operating system commands; then the other strings of controls.
    "(?:\x1b\\]|\x9d)(?:[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\\\|\x9c))?"
    "|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])(?:[^\x00-\x1f\x7f-\x9f]*(?:\x1b\\\\|\x9c))?"
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"  # control sequence
    "|\x1b[ -/]*[0-~]?"  # the short ones
)
# The zero-width joiner stays between two pictures, where it makes one of them ("👩‍💻"), and only
# there: neither French nor English needs it or the non-joiner within words, while two names that
# differ by what nobody sees must be one name.
_PICTURE = "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_LOOSE_JOINER = f"(?<![{_PICTURE}\ufe0f])\u200d|\u200d(?![{_PICTURE}])"
# Controls, bidi controls, zero-width and invisible characters, surrogates, tags, what XML forbids.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    f"\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|{_LOOSE_JOINER}"
)


def cleaned(text: str) -> str:
    r"""`text` without controls, bidi and zero-width characters; only \n and \t stay of them.

    Every kind of line break becomes \n. Cleaning clean text changes nothing.
    """
    return _HARMFUL.sub("", _ESCAPES.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """`cleaned` text on one line: white space of any kind becomes single spaces, NFC."""
    return unicodedata.normalize("NFC", " ".join(cleaned(text).split()))

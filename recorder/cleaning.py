"""Untrusted text made harmless: where it enters, and again where it shows."""

import re
import unicodedata

# C0 and C1 controls, DEL, bidi controls, zero-width characters, byte order marks, line and
# paragraph separators, surrogates, tag characters, interlinear annotation.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
# A whole escape sequence goes, not only its first byte: "\x1b]0;title\x07" must not leave "0;title".
_ESCAPES = re.compile(
    "(?:\x1b\\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"  # operating system command
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"  # control sequence
    "|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c]*(?:\x1b\\\\|\x9c)?"  # string controls
    "|\x1b[ -/]*[0-~]?"  # the short ones
)


def cleaned(text: str) -> str:
    """`text` without controls, bidi and zero-width characters; newlines and tabs stay."""
    return _HARMFUL.sub("", _ESCAPES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str) -> str:
    """`cleaned` text on one line: white space of any kind becomes single spaces, NFC."""
    return unicodedata.normalize("NFC", " ".join(cleaned(text).split()))

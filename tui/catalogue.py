"""The words of the interface, in the coach's language.

A message's id is its English sentence; French lies in locale/fr. What a class says of itself (the
description of a key) is marked by `N_` and put into words when it is shown, so that the language
can change while the app runs.
"""

import gettext
import locale
import os
import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Final

LANGUAGES: Final = ("fr", "en")
_DOMAIN: Final = "alliance"
_ERRORS: Final = "errors"
_PLACE: Final = re.compile(r"\{\d\}")
_spoken: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def speak(language: str) -> None:
    """Use `language` ("fr", "en") from now on; "" for the one that the system is set to."""
    global _spoken, _language  # noqa: PLW0603, one process speaks one language
    _language = language if language in LANGUAGES else system_language()
    _spoken = gettext.translation(_DOMAIN, _folder(), [_language], fallback=True)


def spoken() -> str:
    """The language in use: "fr" or "en"."""
    return _language


def system_language() -> str:
    """French where the system speaks it, English everywhere else."""
    named = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)),
        locale.getlocale()[0] or "",
    )
    return "fr" if named.casefold().startswith("fr") else "en"


def _(text: str) -> str:
    """`text` in the language in use."""
    return _spoken.gettext(text) if text else ""


def plural(one: str, several: str, number: int) -> str:
    """`one` or `several` as the language has it for `number`, with `{number}` put in."""
    return _spoken.ngettext(one, several, number).format(number=number)


def N_(text: str) -> str:  # noqa: N802, gettext's own name
    """`text` as it is, marked for the catalogue: it is put into words when it is shown."""
    return text


def told(text: str) -> str:
    """What an error says, its title or its advice, in the language in use.

    Below the screens errors speak English, with names and numbers put in already; the catalogue
    of their sentences has `{0}`, `{1}` … in those places. A sentence that it lacks stays English.
    """
    exact, templates = _sentences(_language)
    if text in exact:
        return exact[text]
    for pattern, said in templates:
        if found := pattern.fullmatch(text):
            return _filled(said, [exact.get(one, one) for one in found.groups()])
    return text


def _filled(sentence: str, values: Sequence[str]) -> str:
    """`sentence` with `values` in its places; a place in a value is no place."""
    return _PLACE.sub(lambda place: values[int(place.group()[1])], sentence)


@cache
def _sentences(language: str) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """The sentences as they are, and those with places, the most particular first."""
    said = gettext.translation(_ERRORS, _folder(), [language], fallback=True)
    known: dict[str, str] = getattr(said, "_catalog", {})  # gettext lists its messages nowhere else
    exact = {one: french for one, french in known.items() if one and not _PLACE.search(one)}
    places = sorted(
        (one for one in known if _PLACE.search(one)), key=lambda one: -len(_PLACE.sub("", one))
    )
    return exact, [(_pattern(one), known[one]) for one in places]


def _pattern(template: str) -> re.Pattern[str]:
    parts = _PLACE.split(template)
    return re.compile("(.+?)".join(map(re.escape, parts)), re.DOTALL)


def _folder() -> str:
    return str(resources.files("tui") / "locale")


def day(when: date) -> str:
    """A day in words: “27 novembre 2026”."""
    from babel.dates import format_date  # 60 ms

    return format_date(when, "long", locale=_language)


def moment(when: datetime) -> str:
    """A day and the time of day, in the zone of this computer: “27 nov. 2026, 14:05”."""
    from babel.dates import format_datetime

    here = when.astimezone()
    return format_datetime(here, "d MMM y, HH:mm", tzinfo=here.tzinfo, locale=_language)

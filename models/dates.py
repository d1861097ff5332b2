"""Times as people say them ("d'ici jeudi soir", "by Tuesday week"), found and turned into days.

What a language can say of a day is dateparser's affair; here is only what it does not know: weeks
and months that end, "en huit", a day of the month alone, and what comes back every week.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from recorder.conversation import Language

_WEEK = 7
_LAST_DAY = 31
_MONTHS_AHEAD = 12


@dataclass(frozen=True, slots=True)
class When:
    """A time in a text; `start` and `end` count characters.

    `day` is the last day that is meant, None where no single day is. `next_time` says that it is
    the next session, whenever that will be; `again` that it comes back ("tous les lundis").
    """

    start: int
    end: int
    day: date | None
    next_time: bool = False
    again: bool = False


def times(text: str, language: Language, said_on: date) -> list[When]:
    """The times that `text` names, in order, as seen from the day it was said on."""
    return list(_times(text, language, said_on))


def _times(text: str, language: Language, said_on: date) -> Iterator[When]:
    for found in _pattern(language).finditer(text):
        kind = found.lastgroup or ""
        if kind in ("next_time", "again"):
            again = kind == "again"
            yield When(found.start(), found.end(), None, next_time=not again, again=again)
            continue
        day = _DAYS[kind](found[kind].casefold(), language, said_on)
        if day is not None:
            yield When(found.start(), found.end(), day)


def _week_after(said: str, language: Language, said_on: date) -> date | None:
    """As in "mardi en huit", "a week on Friday": a week after the next day of that name."""
    name = re.search(_NAMES[language], said)
    day = _parsed(name[0], language, said_on) if name else None
    return day + timedelta(days=_WEEK) if day else None


def _end(said: str, language: Language, said_on: date) -> date | None:
    """The last day of the week, weekend, month or year that is named."""
    from dateutil.relativedelta import relativedelta

    del language
    later = int(bool(re.search(r"prochain|next|d'après", said)))
    if re.search(r"mois|month", said):
        last: date = said_on + relativedelta(months=later, day=_LAST_DAY)
        return last
    if re.search(r"année|year", said):
        return date(said_on.year + later, 12, _LAST_DAY)
    return said_on + timedelta(days=_WEEK * (1 + later) - said_on.isoweekday())


def _in_days(said: str, language: Language, said_on: date) -> date | None:
    """As in "dans quinze jours", "in a fortnight"."""
    plain = re.sub(r"^(?:d'ici|dans les|dans|sous|within|in)\s+", "", said)
    plain = re.sub(r"quinzaine|(?:a |one )?fortnight", "14 " + _DAY[language], plain)
    for word, number in _NUMBERS[language].items():
        plain = re.sub(rf"\b{word}\b", number, plain)
    plain = re.sub(r"\b15 jours", "14 jours", re.sub(r"\b8 jours", "7 jours", plain))
    return _parsed(f"{_IN[language]} {plain}", language, said_on)


def _of_month(said: str, language: Language, said_on: date) -> date | None:
    """The next day with that number: "le 12", "the 3rd"."""
    from dateutil.relativedelta import relativedelta

    del language
    number = re.search(r"\d+", said)
    wanted = int(number[0]) if number else 1
    for months in range(_MONTHS_AHEAD):
        day: date = said_on + relativedelta(months=months, day=wanted)
        if day > said_on and day.day == wanted:
            return day
    return None


def _named(said: str, language: Language, said_on: date) -> date | None:
    """A day by its name or date; its hour is no part of it."""
    plain = re.sub(r"\b(?:prochain|qui vient|this|coming)\b", "", said)
    return _parsed(" ".join(plain.split()), language, said_on)


def _this_day(said: str, language: Language, said_on: date) -> date | None:
    del said, language
    return said_on


_DAYS: dict[str, Callable[[str, Language, date], date | None]] = {
    "week_after": _week_after,
    "end": _end,
    "in_days": _in_days,
    "dated": _named,
    "of_month": _of_month,
    "named": _named,
    "today": _this_day,
}


def _parsed(said: str, language: Language, said_on: date) -> date | None:
    """What dateparser makes of `said`, never a day that is past."""
    import dateparser

    found = dateparser.parse(
        said,
        languages=[language],
        settings={
            "RELATIVE_BASE": datetime.combine(said_on, time(12)),
            "PREFER_DATES_FROM": "future",
        },
    )
    return found.date() if found and found.date() >= said_on else None


_DAY: dict[Language, str] = {"fr": "jours", "en": "days"}
_IN: dict[Language, str] = {"fr": "dans", "en": "in"}
_NAMES: dict[Language, str] = {
    "fr": r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)",
    "en": r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
}
_MONTHS: dict[Language, str] = {
    "fr": r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    r"|décembre)",
    "en": r"(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)",
}
_FRENCH_NUMBERS = "un 1 une 1 deux 2 trois 3 quatre 4 cinq 5 six 6 sept 7 huit 8 dix 10 quinze 15"
_ENGLISH_NUMBERS = "a 1 an 1 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 ten 10"
_NUMBERS: dict[Language, dict[str, str]] = {
    "fr": dict(zip(_FRENCH_NUMBERS.split()[::2], _FRENCH_NUMBERS.split()[1::2], strict=True)),
    "en": dict(zip(_ENGLISH_NUMBERS.split()[::2], _ENGLISH_NUMBERS.split()[1::2], strict=True)),
}


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    """Every way to say a time; the name of the group that matched last says which."""
    day, month = _NAMES[language], _MONTHS[language]
    number = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS[language])})"
    ways = _FRENCH if language == "fr" else _ENGLISH
    filled = ways.replace("DAY", day).replace("MONTH", month).replace("NUMBER", number)
    return re.compile(filled, re.IGNORECASE | re.VERBOSE)


_FRENCH = r"""
(?<!\w)(?:(?:d['’]ici|avant|pour|jusqu['’]à|dès|au\ plus\ tard|d['’]ici\ à)\s+)?(?:
    (?P<next_time>(?:la\ |à\ la\ |notre\ )?(?:prochaine\ (?:fois|séance|rencontre)|fois\ d['’]après
        |séance\ d['’]après))
  | (?P<again>(?:tous\ les|toutes\ les|chaque|le|les)\ DAYs?(?!\s+\d)\b
        (?:\s+(?:matin|midi|soir|après-midi))?
        |un\ DAY\ sur\ (?:deux|trois|quatre)|(?:tous\ les|chaque)\ (?:jours?|mois|matins?|soirs?)
        |(?:toutes\ les|chaque)\ (?:NUMBER\ )?semaines?)
  | (?P<week_after>(?:de\ |)DAY\ en\ huit)
  | (?P<end>(?:la\ |le\ |cette\ |ce\ |du\ |de\ la\ |)(?:(?:la\ )?fin\ (?:du\ |de\ (?:la\ |l['’])?|
        )(?:semaine|mois|année)(?:\ prochaine?)?|week[-\ ]?end(?:\ prochain)?
        |semaine(?:\ prochaine|\ d['’]après)|mois\ prochain)
        |cette\ semaine)
  | (?P<in_days>(?:dans\ les|dans|sous|d['’]ici)\ (?:une\ quinzaine
        |NUMBER\ (?:jours?|semaines?|mois)))
  | (?P<dated>(?:le\ |au\ |)(?:DAY\ )?(?:\d{1,2}|premier|1er)\ MONTH(?:\ \d{4})?)
  | (?:le|au)\ (?P<of_month>(?:DAY\ )?(?:\d{1,2}|1er))
        (?!\s*(?:h\b|heures?|minutes?|%|euros?|[:,]\d))\b
  | (?P<named>(?:DAY(?:\ prochain|\ qui\ vient)?|après-demain|demain))\b
        (?:\s+(?:matin|midi|soir|après-midi))?
  | (?P<today>aujourd['’]hui|ce\ soir|cet\ après-midi|ce\ midi)
)(?!\w)
(?:\s*,?\s+(?:à|vers|avant)\s+(?:\d{1,2}|[a-zé]+)(?:\s*(?:h|heures?)\s*(?:\d{2}|trente|quinze)?)\b)?
"""

_ENGLISH = r"""
(?<!\w)(?:(?:by|before|until|till|for|on|from)\s+)?(?:
    (?P<next_time>(?:the\ |our\ )?next\ (?:time|session|meeting|call))
  | (?P<again>(?:every|each)\ (?:other\ |second\ )?(?:DAY|day|week|month|morning|evening|night)
        |a\ DAY|DAYs|(?:once|twice)\ a\ (?:week|month))
  | (?P<week_after>DAY\ week|a\ week\ on\ DAY|DAY\ after\ next|a\ week\ DAY)
  | (?P<end>(?:the\ )?end\ of\ (?:the\ |this\ |next\ )?(?:week|month|year)
        |(?:this|the|next)\ week-?end|next\ week|this\ week|next\ month)
  | (?P<in_days>(?:within|in)\ (?:(?:a\ |one\ )?fortnight|NUMBER\ (?:days?|weeks?|months?)))
  | (?P<dated>(?:the\ |)(?:DAY\ )?(?:the\ )?(?:\d{1,2}(?:st|nd|rd|th)?\ (?:of\ )?MONTH
        |MONTH\ (?:the\ )?\d{1,2}(?:st|nd|rd|th)?))
  | the\ (?P<of_month>\d{1,2}(?:st|nd|rd|th))
  | (?P<named>(?:this\ |next\ |coming\ |)DAY|(?:the\ )?day\ after\ tomorrow|tomorrow)\b
        (?:\s+(?:morning|afternoon|evening|night|lunchtime))?
  | (?P<today>today|tonight|this\ (?:evening|afternoon|morning))
)(?!\w)
(?:\s*,?\s+(?:at|around)\s+(?:\d{1,2}(?::\d{2})?|[a-z]+)(?:\s*(?:am|pm|o['’]clock|thirty))?\b)?
"""

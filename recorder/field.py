"""A value of a JSON file, read as what it must be or refused with its place in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Never, TypeVar, cast

from recorder.cleaning import cleaned, one_line
from recorder.errors import UnusableFile

MAX_SECONDS: Final = 1e6
"""The longest that a conversation may be, in seconds."""
_MAX_COUNT: Final = 1_000_000

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the file and where it stands, such as "utterances[3].start".

    Each way to read it raises UnusableFile, with that place, where it is something else.
    """

    value: Any
    where: str
    file: str

    def wrong(self, wanted: str) -> Never:
        """Refuse the file because this is not `wanted`."""
        raise UnusableFile(
            f"{self.file}: {self.where or 'the file'} is not {wanted}.",
            "Export the conversation again, or correct the file.",
        )

    def get(self, key: str, default: Any = None) -> "Field":
        """The field `key` of an object, `default` where it is missing."""
        if not isinstance(self.value, dict):
            self.wrong("an object")
        where = f"{self.where}.{key}" if self.where else key
        return Field(self.value.get(key, default), where, self.file)

    def items(self) -> Iterator["Field"]:
        """The fields of a list."""
        if not isinstance(self.value, list):
            self.wrong("a list")
        for place, value in enumerate(self.value):
            yield Field(value, f"{self.where}[{place}]", self.file)

    def line(self) -> str:
        """A text on one line, cleaned."""
        if not isinstance(self.value, str):
            self.wrong("a text")
        return one_line(self.value)

    def text(self) -> str:
        """A text of any number of lines, cleaned."""
        self.line()
        return cleaned(cast("str", self.value))

    def lines(self) -> tuple[str, ...]:
        """A list of texts, each on one line."""
        return tuple(item.line() for item in self.items())

    def id(self) -> str:
        """A text that is not empty."""
        return self.line() or self.wrong("an id")

    def choice(self, kind: type[_Choice]) -> _Choice:
        """One of the values of `kind`."""
        if not isinstance(self.value, str) or self.value not in set(kind):
            self.wrong(f"one of {', '.join(kind)}")
        return kind(self.value)

    def whole(self, least: int) -> int:
        """A whole number from `least` to a million."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.wrong("a whole number")
        if not least <= self.value <= _MAX_COUNT:
            self.wrong(f"a whole number from {least} to {_MAX_COUNT}")
        return int(self.value)

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.wrong("true or false")
        return bool(self.value)

    def number(self, most: float) -> float:
        """A number from 0 to `most`."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.wrong("a number")
        if not 0 <= self.value <= most:
            self.wrong(f"a number from 0 to {most:g}")
        return float(self.value)

    def seconds(self) -> float | None:
        """Seconds from the start of the session, None where unknown."""
        return None if self.value is None else self.number(MAX_SECONDS)

    def span(self) -> tuple[float, float]:
        """The seconds at which an object starts and ends, in this order."""
        start = self.get("start").number(MAX_SECONDS)
        end = self.get("end").number(MAX_SECONDS)
        return (start, end) if start <= end else self.get("end").wrong("at or after its start")

    def day(self) -> date | None:
        """A date, None where there is none."""
        if self.value is None:
            return None
        try:
            return date.fromisoformat(self.line())
        except ValueError:
            self.wrong("a date like 2026-11-23")

    def moment(self) -> datetime:
        """A date and time with its zone."""
        try:
            moment = datetime.fromisoformat(self.line())
        except ValueError:
            self.wrong("a time like 2026-11-23T10:00:00+01:00")
        return moment if moment.tzinfo else self.wrong("a time with its zone")

"""Frozen dataclasses as lines of JSON and back: what our processes say to each other."""

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def line_of(said: Any) -> bytes:
    """`said`, a dataclass of plain values, enums, tuples and other such ones, as one line."""
    return json.dumps({"is": type(said).__name__, **asdict(said)}).encode() + b"\n"


def read(line: bytes, kinds: Mapping[str, type]) -> Any:
    """What `line` says, one of `kinds` by their names.

    Raises:
        ValueError, KeyError, TypeError: the line was cut short or says something else.
    """
    data = json.loads(line)
    return _made(kinds[data.pop("is")], data)


def _made(kind: type, data: Mapping[str, Any]) -> Any:
    return kind(**{name: _value(hint, data[name]) for name, hint in _hints(kind).items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(hint: Any, value: Any) -> Any:
    """`value` of JSON as `hint` says that it was."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return None if value is None else _value(_some(hint), value)
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], one) for one in value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return _made(hint, value)
    return value


def _some(hint: Any) -> Any:
    """The type beside None in `hint`."""
    return next(one for one in get_args(hint) if one is not NoneType)

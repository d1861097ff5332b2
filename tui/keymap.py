"""Keys by the ids of what they do, as the coach may give them in the settings."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from textual.binding import Binding

from recorder.errors import UnusableAnswer
from recorder.settings import nearest


def checked(keys: Mapping[str, str]) -> dict[str, str]:
    """`keys`, each for an id that there is.

    Raises:
        UnusableAnswer: one is for nothing, or is no key.
    """
    if not keys:
        return {}
    known = tuple(binding.id or "" for binding in bindings())
    for name, key in keys.items():
        if name not in known:
            raise UnusableAnswer(
                f"settings.toml, keys: nothing has the id “{name}”.", nearest(name, known)
            )
        if not key.strip():
            raise UnusableAnswer(
                f"settings.toml, keys: “{name}” has no key.", "Give one such as “f5” or “ctrl+r”."
            )
    return dict(keys)


def bindings() -> Iterator[Binding]:
    """Every binding of the app, its pages and their parts."""
    import tui.screens
    import tui.widgets

    parts = [
        f"{folder.__name__}.{part.name}"
        for folder in (tui.screens, tui.widgets)
        for part in iter_modules(folder.__path__)
    ]
    for name in ("tui.app", "tui.page", *parts):
        for kind in vars(import_module(name)).values():
            if isinstance(kind, type) and kind.__module__ == name:
                own = kind.__dict__.get("BINDINGS", ())
                yield from (binding for binding in own if isinstance(binding, Binding))

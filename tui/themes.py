"""The colours: calm, one dark and one light; what they say is never said by colour alone."""

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="alliance-dark",
    primary="#8fb8a8",
    secondary="#c9a66b",
    accent="#e0c38c",
    foreground="#e4e2dc",
    background="#1b1e1f",
    surface="#222627",
    panel="#2a2f30",
    success="#8fbf7f",
    warning="#e0b35c",
    error="#e07a6a",
    dark=True,
    variables={"footer-key-foreground": "#e0c38c", "block-cursor-text-style": "none"},
)
LIGHT: Final = Theme(
    name="alliance-light",
    primary="#2f6b58",
    secondary="#8a6420",
    accent="#7a5210",
    foreground="#23282a",
    background="#faf8f3",
    surface="#f1eee6",
    panel="#e6e2d7",
    success="#3d7a2c",
    warning="#94620a",
    error="#a8372a",
    dark=False,
    variables={"footer-key-foreground": "#7a5210", "block-cursor-text-style": "none"},
)
ALL: Final = (DARK, LIGHT)

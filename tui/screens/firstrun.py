"""The very first start: the language, the coach's name, the passphrase, the recovery key."""

from tui.page import Page


class FirstRun(Page):
    """Makes the vault, step by step."""

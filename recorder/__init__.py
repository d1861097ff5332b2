"""The record: sound in, the conversation kept, the agreement out. No guess, no terminal."""

__version__ = "0.1.0"

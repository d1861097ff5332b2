"""The pages: the things that a coach does, in the order of a conversation."""

"""Everything that guesses.

A file belongs here if changing weights or thresholds could change its answer. It takes nouns of
`recorder.conversation` and gives nouns back; it holds no state of the session, opens no screen and
writes no file of ours. Learned libraries are imported where they are loaded, never at import.
"""

"""The spaCy pipeline component `alliance_acts` and its patterns; `acts.py` is how it is used."""

"""Everything that guesses.

A file belongs here if changing weights or thresholds could change its answer. It takes nouns of
`recorder.conversation` and gives nouns back; it holds no state of the session, opens no screen and
writes no file of ours. Learned libraries are imported where they are loaded, never at import.
"""

import os

# Releases of onnxruntime from 1.29 on report to their maker unless told not to before they load;
# ours is older, and this holds should somebody install a newer one.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["ORT_TELEMETRY_DISABLED"] = "1"

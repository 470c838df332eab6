"""How many seconds to wait before a failed request is repeated: one table per service.

A short outage is waited out. A longer one ends in a TemporaryError: a job is billed while it waits, so it leaves the
rest to a later run.
"""

from __future__ import annotations

TWILIO = (1.0, 3.0, 8.0)
GITHUB = (1.0, 4.0, 10.0)
# GitHub has not yet taken in what was made a moment before; ten seconds were enough for others
# (github/branch-deploy#181).
UNSETTLED = (1.0, 2.0, 4.0, 8.0)
RELAY = (1.0, 3.0, 8.0)
# A file is tried again together with its message, and each file of a batch may wait.
MEDIA = (1.0, 3.0)

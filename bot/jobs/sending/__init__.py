"""From a text to a sent message: the policy gate, sending, and what was sent before."""

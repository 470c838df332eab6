"""From a text to a message that left: gate, outbound, and what was sent before."""

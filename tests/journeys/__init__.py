"""The whole way, from a phone to an issue and back, with real processes: relay, workflows and commands."""

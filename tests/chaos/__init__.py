"""Faults on purpose, at every request and in whole worlds, judged by a ledger that shares no code with the bot."""

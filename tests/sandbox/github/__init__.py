"""Proves that the emulated GitHub answers the bot's own client as the real one documents."""

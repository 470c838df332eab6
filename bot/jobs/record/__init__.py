"""Conversations, consent records and notices as issues."""

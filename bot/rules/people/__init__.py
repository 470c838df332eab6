"""Rules about a person: identity, consent, keywords, opening hours, and the sealing of their data."""

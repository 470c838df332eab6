"""Who gets in: administrators, sessions, and what is checked before every page."""

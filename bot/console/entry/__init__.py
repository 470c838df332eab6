"""Who gets in: administrators, sessions, and what stands before every page."""

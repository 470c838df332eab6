"""The demo: conversations in both languages, and what happens to a message while GitHub and the relay are down."""

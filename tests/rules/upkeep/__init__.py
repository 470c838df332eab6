"""How old a credential is, when a workflow is due, and when an alert changes."""

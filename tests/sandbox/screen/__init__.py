"""The screen of the sandbox: what its panes show and do, and how they learn of changes."""

"""Workflow files and their runs, as the emulated GitHub shows them and the emulated Actions execute them."""

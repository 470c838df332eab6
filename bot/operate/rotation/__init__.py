"""Rotation of credentials while messages come in: one engine, and one module with the plan of each credential."""

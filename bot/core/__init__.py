"""What every other package uses: messages, errors, the clock, logs and configuration.

Imports no other package of ours.
"""

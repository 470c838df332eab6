"""What every part speaks: messages, errors, the clock, logs and configuration. Imports nothing else of ours."""

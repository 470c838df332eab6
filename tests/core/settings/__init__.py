"""Every fault of config.yml and of the environment is reported at once, by its line or its name."""

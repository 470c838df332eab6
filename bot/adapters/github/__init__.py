"""GitHub, through PyGithub. No other package imports that library."""

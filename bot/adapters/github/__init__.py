"""GitHub, through PyGithub, which no other package imports."""

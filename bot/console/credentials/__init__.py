"""The page *Credentials*: their ages, their rotation, and who may sign in."""

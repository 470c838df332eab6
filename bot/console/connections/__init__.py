"""The page *Messaging connections*: the account, its numbers, and the test of everything."""

"""The page *Overview*: whether all is well, in figures and charts."""

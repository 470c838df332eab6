"""The page *Messages*: what came and went, its way, and what is held."""

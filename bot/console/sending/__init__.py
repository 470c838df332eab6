"""The page *Send a message*: numbers, counts, prices, verdicts, the order, and what became of it."""

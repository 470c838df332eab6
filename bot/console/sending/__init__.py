"""What the page *Send a message* works out: numbers, counts, prices, verdicts, fates. Nothing here knows who visits."""

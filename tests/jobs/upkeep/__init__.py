"""Whatever was lost, doubled or left undone is found and put right within the hour."""

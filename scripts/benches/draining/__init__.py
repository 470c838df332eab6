"""What scripts/bench drain is made of: the floor that GitHub's limits allow, virtual time, a relay with its GitHub."""

"""What reconcile looks after: one module a kind of loss, each finds, and calls what the journeys call."""

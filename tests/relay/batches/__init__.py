"""A batch is tried until it got through, never more often than GitHub should be asked."""

"""What may be sent, in which form and at which price."""

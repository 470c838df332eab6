"""No credential grows old unnoticed, and its reminder is true."""

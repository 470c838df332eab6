"""No credential grows old unnoticed, and its reminder says what is true."""

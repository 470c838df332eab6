"""The sandbox on one page: phones on the left, the issue on the right, the way of each message below."""

"""The setup changes what differs, goes on where it stopped, and takes back what it did."""

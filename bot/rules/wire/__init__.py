"""The formats that two of our programs exchange, each written and read in one module."""

"""Proves that workflow files and their expressions are read as GitHub reads them."""

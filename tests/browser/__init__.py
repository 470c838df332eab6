"""The pages of the sandbox work in a real browser, and no text of a stranger does anything in them."""

"""The bill is shown and watched; a limit that is crossed is reported once and withdrawn when it is over."""

"""What all pages share, the console's and the sandbox's: looks, scripts, languages, headers."""

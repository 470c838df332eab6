"""One file for each revision. A file is not changed once a version of the bot was released with it."""

"""`python -m bot.cli` is `bot`."""

from bot.cli import main

main()

"""Started by .github/workflows/remind-rotation.yml."""

from bot.jobs import runner
from bot.jobs.credentials import remind_rotation

if __name__ == "__main__":
    runner.main(remind_rotation.run)

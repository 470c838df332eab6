"""Started by .github/workflows/remind-rotation.yml."""

from bot.jobs import remind_rotation, runner

if __name__ == "__main__":
    runner.main(remind_rotation.run)

"""Started by .github/workflows/record-messages.yml."""

from bot.jobs import record_messages, runner

if __name__ == "__main__":
    runner.main(record_messages.run)

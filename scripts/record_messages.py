"""Started by .github/workflows/record-messages.yml."""

from bot.jobs import runner
from bot.jobs.inbound import record_messages

if __name__ == "__main__":
    runner.main(record_messages.run)

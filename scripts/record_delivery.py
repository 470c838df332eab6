"""Started by .github/workflows/record-delivery.yml."""

from bot.jobs import runner
from bot.jobs.delivery import record_delivery

if __name__ == "__main__":
    runner.main(record_delivery.run)

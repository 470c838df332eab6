"""Started by .github/workflows/record-delivery.yml."""

from bot.jobs import record_delivery, runner

if __name__ == "__main__":
    runner.main(record_delivery.run)

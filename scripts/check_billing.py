"""Started by .github/workflows/check-billing.yml."""

from bot.jobs import check_billing, runner

if __name__ == "__main__":
    runner.main(check_billing.run)

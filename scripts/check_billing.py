"""Started by .github/workflows/check-billing.yml."""

from bot.jobs import runner
from bot.jobs.billing import check_billing

if __name__ == "__main__":
    runner.main(check_billing.run)

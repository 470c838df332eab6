"""Started by .github/workflows/reconcile.yml."""

from bot.jobs import runner
from bot.jobs.upkeep import reconcile

if __name__ == "__main__":
    runner.main(reconcile.run)

"""Started by .github/workflows/reconcile.yml."""

from bot.jobs import reconcile, runner

if __name__ == "__main__":
    runner.main(reconcile.run)

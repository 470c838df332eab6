"""Started by .github/workflows/send-notification.yml."""

from bot.jobs import runner
from bot.jobs.orders import send_notification

if __name__ == "__main__":
    runner.main(send_notification.run)

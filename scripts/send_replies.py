"""Started by .github/workflows/send-replies.yml."""

from bot.jobs import runner
from bot.jobs.replies import send_replies

if __name__ == "__main__":
    runner.main(send_replies.run)

"""Started by .github/workflows/send-replies.yml."""

from bot.jobs import send_replies, runner

if __name__ == "__main__":
    runner.main(send_replies.run)

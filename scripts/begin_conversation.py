"""Started by .github/workflows/begin-conversation.yml."""

from bot.jobs import runner
from bot.jobs.orders import begin_conversation

if __name__ == "__main__":
    runner.main(begin_conversation.run)

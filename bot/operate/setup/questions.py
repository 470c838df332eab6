"""What `bot setup` asks: each answer is checked as it is given, with its service where there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.operate.setup import answer_checks
from bot.operate.setup.answer_checks import Checked, Offering
from bot.operate.setup.installation import Answers, Installation


@dataclass(frozen=True, slots=True)
class SetupQuestion:
    """A question for one field of `Answers`.

    `check` raises BotError for an answer that cannot be used; `offers` lists what can be chosen, empty where anything
    can be typed; `without_offers` says then what to do. The answer to an `optional` one may be `-`, for none.
    """

    field: str
    text: str
    hint: str
    check: Callable[[Installation, str], Checked]
    offers: Callable[[Installation], Sequence[Offering]] = lambda _: ()
    without_offers: Callable[[Installation], Sequence[str]] = lambda _: ()
    secret: bool = False
    optional: bool = False
    needed: Callable[[Answers], bool] = lambda _: True


QUESTIONS: Sequence[SetupQuestion] = (
    SetupQuestion(
        "language",
        "Language of phones and issues",
        "pt-BR or en",
        answer_checks.language,
        lambda _: (Offering("pt-BR", "português"), Offering("en", "English")),
    ),
    SetupQuestion(
        "account_sid",
        "Twilio's Account SID",
        "AC..., from console.twilio.com: Account, Account Info",
        answer_checks.variable("TWILIO_ACCOUNT_SID"),
    ),
    SetupQuestion(
        "auth_token",
        "Twilio's auth token",
        "beside the Account SID; it is not shown while you paste it",
        answer_checks.auth_token,
        secret=True,
    ),
    SetupQuestion(
        "sms_number",
        "Number for SMS",
        "one of the account's numbers; - for none",
        answer_checks.sms_number,
        answer_checks.sms_numbers,
        answer_checks.to_buy,
        optional=True,
    ),
    SetupQuestion(
        "whatsapp_number",
        "WhatsApp sender",
        "one of the account's senders; - for none",
        answer_checks.whatsapp_number,
        answer_checks.whatsapp_senders,
        optional=True,
    ),
    SetupQuestion("repository", "Repository of the issues", "owner/name", answer_checks.repository),
    SetupQuestion(
        "admin_token",
        "A GitHub token of yours, for the time of this setup",
        "github.com: Settings, Developer settings, Fine-grained tokens; for this repository alone, valid for a "
        "day, with Administration, Actions, Issues, Secrets and Variables: read and write, and Contents: read",
        answer_checks.admin_token,
        secret=True,
    ),
    SetupQuestion(
        "relay_token",
        "The relay's own GitHub token",
        "as before, with Contents: read and write and Actions: read alone; or app, to make a GitHub App, which does "
        "not expire, in the browser of this computer",
        answer_checks.relay_token,
        secret=True,
        needed=lambda answers: not answers.app_id,
    ),
    SetupQuestion(
        "public_url",
        "Public address of this server",
        "such as bot.escritorio.com.br",
        answer_checks.public_url,
    ),
    SetupQuestion(
        "admin_phones",
        "Phones for alerts",
        "who gets a text about trouble and costs, such as +5511987654321, separated by commas; - for none",
        answer_checks.variable("ADMIN_PHONES"),
        optional=True,
    ),
)

"""The faults of the emulated Twilio, with one sentence each."""

from __future__ import annotations

TWILIO_FAULTS: dict[str, str] = {
    "twilio-down": "Every API request is answered 503.",
    "twilio-slow": "Every API request is answered two seconds late.",
    "twilio-busy": "API requests are refused with 429 and code 20429, before anything is done.",
    "twilio-lost-answer": "The message is created, but its sender is answered 502.",
    "twilio-hang": "The message is created, but the answer takes 30 seconds, longer than most clients wait.",
    "twilio-21610": "An SMS is refused with 21610, as if the person had sent STOP.",
    "twilio-30003": "An SMS is accepted and then undelivered with 30003: the phone cannot be reached.",
    "twilio-63016": "A WhatsApp message is accepted and then failed with 63016: outside the 24-hour window.",
    "twilio-refuse-CODE": "A message is refused with that error code of Twilio, such as twilio-refuse-21614.",
    "twilio-fail-CODE": "A message is accepted and then fails with that error code, such as twilio-fail-30005.",
    "twilio-20009": "A message is not deleted: 409 with 20009, as while its delivery is not complete.",
    "twilio-lagging-list": "The list of messages lacks those of the last five minutes, as on Twilio's bad days.",
    "twilio-lagging-list-CODE": "The list lacks those of so many last seconds, such as twilio-lagging-list-07200.",
    "twilio-trial": "The account is a trial: SMS bear its prefix, and leave only for phones that are `verified`.",
    "twilio-smart-encoding": "The characters of an SMS are replaced by cheaper ones, also in the resource's body.",
    "twilio-no-template-body": "A template sent by a Messaging Service has an empty body in the API.",
    "twilio-no-status": "A message is sent, but there is no status callback for it.",
    "twilio-no-balance": "The balance is refused (404), as for a subaccount.",
    "twilio-balance-down": "The balance is answered 500, and everything else works.",
    "twilio-usage-down": "Usage records are answered 500, and everything else works.",
    "twilio-no-usage": "Usage records and triggers are refused (403), as for an API key without the permission.",
    "webhooks-twice": "The webhook for each inbound message is delivered twice.",
    "webhooks-out-of-order": "The status callbacks of a message come in reverse order.",
}

"""Twilio's error codes in English: what happened, and what to do.

Source: twilio.com/docs/api/errors, each code by its page; for 63042,
twilio.com/docs/whatsapp/tutorial/message-template-approvals-statuses.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.texts.meaning import Meaning

EN: Mapping[int, Meaning] = {
    10001: Meaning(
        "the Twilio account is not active.", "Reactivate it in Twilio's console, or ask their support."
    ),
    10002: Meaning(
        "the account is a trial, which does not include this.", "Upgrade the account in Twilio's console."
    ),
    20003: Meaning(
        "Twilio's credentials were not accepted, or the account is suspended.",
        "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in the repository's secrets, and the account's balance.",
    ),
    20005: Meaning(
        "the Twilio account is not active.", "Reactivate it in Twilio's console, or ask their support."
    ),
    20008: Meaning(
        "the credentials are test credentials.", "Put the account's real ones into the repository's secrets."
    ),
    20404: Meaning("the account or resource does not exist.", "Check TWILIO_ACCOUNT_SID."),
    20429: Meaning("Twilio asks us to slow down.", "Wait a minute and write a new `/reply`."),
    21211: Meaning(
        "the recipient's number is not valid.",
        "Ask the person for the number in another way, or ask them to write again.",
    ),
    21212: Meaning("our number is not valid.", "Check TWILIO_PHONE_NUMBER and TWILIO_WHATSAPP_NUMBER."),
    21219: Meaning(
        "the account is a trial and the person's number is not verified.",
        "Verify the number in Twilio's console, or upgrade the account.",
    ),
    21265: Meaning(
        "the destination is a short code, and Twilio's numbers cannot write to short codes.",
        "Answer in another way; this sender cannot get messages from us.",
    ),
    21266: Meaning(
        "the destination is our own number.", "Check the destination: the service does not write to itself."
    ),
    21408: Meaning(
        "the account may not send to that country.",
        "Allow the country under Messaging → Settings → Geo permissions in Twilio's console.",
    ),
    21601: Meaning("our number cannot send SMS.", "Use a number with SMS in the Twilio account."),
    21602: Meaning("the message was empty.", "Write a text after `/reply`."),
    21603: Meaning("our number was missing.", "Check TWILIO_PHONE_NUMBER and TWILIO_WHATSAPP_NUMBER."),
    21604: Meaning(
        "the destination was missing.", "This is a bug in the system: report it to whoever maintains it."
    ),
    21606: Meaning(
        "our number does not belong to this account or cannot send SMS.",
        "Check the number in Twilio's console under Phone Numbers → Active numbers.",
    ),
    21607: Meaning(
        "the account is a trial, and only its own trial number can send.",
        "Use that number in TWILIO_PHONE_NUMBER, or upgrade the account.",
    ),
    21608: Meaning(
        "this is a trial account and the person's number is not verified.",
        "Verify the number in Twilio's console, or upgrade the account.",
    ),
    21609: Meaning(
        "Twilio does not accept the address for its delivery reports: it must be complete, public and without `_`.",
        "Correct `relay.public_url` in config.yml; until then no message leaves.",
    ),
    21610: Meaning(
        "the person asked for no more messages (STOP).",
        "Respect that. They will get messages again after sending START; reach them in another way.",
    ),
    21611: Meaning(
        "too many messages are waiting for this number.",
        "Wait until the queue is shorter and write a new `/reply`.",
    ),
    21612: Meaning(
        "this number cannot be reached from ours.", "Answer by another channel or another number."
    ),
    21614: Meaning(
        "the destination is not a mobile phone.", "Landlines cannot receive SMS: call the person."
    ),
    21616: Meaning(
        "our number fits more than one number of the account.",
        "Write TWILIO_PHONE_NUMBER in full, such as +5511...",
    ),
    21617: Meaning("the text is longer than 1,600 characters.", "Split it into several `/reply`."),
    21618: Meaning(
        "carriers filter this text.", "Rewrite it without short links or promotion, in a new `/reply`."
    ),
    21619: Meaning("the message had no text, attachment or template.", "Write a text after `/reply`."),
    21620: Meaning("the address of the attachment does not work.", "Send the text without the attachment."),
    21621: Meaning(
        "our number cannot send files (MMS).", "Send the text without the attachment, or a link to it."
    ),
    21622: Meaning(
        "the account cannot send files (MMS).", "Send the text without the attachment, or a link to it."
    ),
    21623: Meaning("there are too many attachments.", "Send at most 10 attachments in one message."),
    21624: Meaning(
        "the message's validity period is not valid.",
        "This is a bug in the system: report it to whoever maintains it.",
    ),
    21635: Meaning("the destination is a landline.", "Landlines cannot receive SMS: call the person."),
    21654: Meaning("the template was missing.", "Check the templates in config.yml."),
    21655: Meaning("the template does not exist.", "Check the templates in config.yml."),
    21656: Meaning("the template's values are not valid.", "Check the template's fields."),
    21658: Meaning("a field is longer than allowed.", "Shorten the text."),
    21659: Meaning(
        "our number does not belong to this Twilio account, or cannot send to the destination's country.",
        "Check the number in Twilio's console under Phone Numbers → Active numbers.",
    ),
    21660: Meaning(
        "our number belongs to another Twilio account.",
        "Check that TWILIO_ACCOUNT_SID and TWILIO_PHONE_NUMBER are of the same account (or subaccount).",
    ),
    21701: Meaning("the Messaging Service does not exist.", "Check TWILIO_MESSAGING_SERVICE_SID."),
    21702: Meaning(
        "the Messaging Service cannot send now.",
        "Use `/retry`; if it persists, look at the service in Twilio's console.",
    ),
    21703: Meaning("the Messaging Service has no numbers.", "Add a number to it in Twilio's console."),
    21704: Meaning("the Messaging Service has no numbers.", "Add a number to it in Twilio's console."),
    21705: Meaning("the Messaging Service is not valid.", "Check TWILIO_MESSAGING_SERVICE_SID."),
    21910: Meaning(
        "our number and the destination are on different channels.",
        "Check TWILIO_PHONE_NUMBER and TWILIO_WHATSAPP_NUMBER.",
    ),
    30001: Meaning("the sending queue overflowed.", "Wait a few minutes and write a new `/reply`."),
    30002: Meaning("the Twilio account is suspended.", "Settle the account in Twilio's console."),
    30003: Meaning(
        "the phone is off, out of reach or does not exist.", "Try again later with a new `/reply`."
    ),
    30004: Meaning(
        "the number is blocked from receiving this message.", "Reach the person by another channel."
    ),
    30005: Meaning("the number does not exist or is out of service.", "Ask the person for the number."),
    30006: Meaning(
        "it is a landline or its carrier cannot be reached.", "Do not try again: use another channel."
    ),
    30007: Meaning(
        "the message was blocked because it looks like advertising.",
        "Rewrite it without short links or promotion.",
    ),
    30008: Meaning("the carrier gave no reason.", "Try again; if it persists, use another channel."),
    30010: Meaning(
        "the message would cost more than the highest price allowed.",
        "Shorten the text or take out emoji; if it recurs, tell whoever maintains the system.",
    ),
    30011: Meaning(
        "the phone or its region does not take files (MMS).",
        "Send the text without the attachment, or a link to it.",
    ),
    30017: Meaning("the carrier's network is congested.", "Try `/retry` in a few minutes."),
    30018: Meaning(
        "the carrier wants the sender registered first.",
        "Register the sender in Twilio's console, or use another number.",
    ),
    30019: Meaning("the content is too large for the carrier.", "Send a shorter text or a smaller file."),
    30020: Meaning("Twilio failed to schedule the message.", "Order it again, or write a new `/reply`."),
    30021: Meaning("the Messaging Service failed at Twilio.", "Try `/retry` in a few minutes."),
    30022: Meaning(
        "our number sent faster than is allowed in the US (10DLC).", "Wait a few minutes, then use `/retry`."
    ),
    30023: Meaning("our number reached its daily limit in the US (10DLC).", "Try `/retry` tomorrow."),
    30024: Meaning("the carrier does not know our number.", "Ask Twilio's support, or use another number."),
    30027: Meaning("our number reached T-Mobile's daily limit in the US.", "Try `/retry` tomorrow."),
    30032: Meaning("the toll-free number is not verified.", "Finish its verification in Twilio's console."),
    30034: Meaning(
        "our number is a US one and is not registered there (A2P 10DLC).",
        "Register it in Twilio's console, or use a number of another country or WhatsApp.",
    ),
    30036: Meaning(
        "the message waited at Twilio longer than its validity period, and did not leave.",
        "Use `/retry` to send it again; with a Messaging Service, lengthen its Validity Period in the console.",
    ),
    30409: Meaning(
        "the scheduled message can no longer be cancelled.",
        "It has left or is leaving: inform the person if need be.",
    ),
    30410: Meaning(
        "the carrier did not answer in time; the message may have arrived.",
        "Ask the person before you send it again with `/retry`.",
    ),
    35114: Meaning("the scheduled time is not valid.", "Write a new `/reply`."),
    35115: Meaning("the scheduled time is outside the allowed range.", "Write a new `/reply`."),
    35117: Meaning("the scheduled time is not valid.", "Write a new `/reply`."),
    35118: Meaning("scheduling needs a Messaging Service.", "Set TWILIO_MESSAGING_SERVICE_SID."),
    35125: Meaning("too many messages are scheduled.", "Wait and write a new `/reply`."),
    63001: Meaning(
        "WhatsApp did not accept our account's access.",
        "Look at the WhatsApp sender in Twilio's console, Messaging → Senders.",
    ),
    63002: Meaning(
        "WhatsApp did not find our number.",
        "Check TWILIO_WHATSAPP_NUMBER and the sender in Twilio's console.",
    ),
    63003: Meaning("the destination is not on this channel.", "They may not use WhatsApp: try SMS."),
    63005: Meaning(
        "WhatsApp did not accept the content.",
        "Send it without the attachment, or with another type of file.",
    ),
    63006: Meaning(
        "the content does not fit WhatsApp.", "Send it without the attachment, or with another type of file."
    ),
    63007: Meaning(
        "our number is not active on this channel.", "Check TWILIO_WHATSAPP_NUMBER under Messaging → Senders."
    ),
    63008: Meaning(
        "the WhatsApp sender is not set up rightly at Twilio.",
        "Look at the sender in Twilio's console, Messaging → Senders.",
    ),
    63009: Meaning("WhatsApp had an internal failure.", "Try `/retry` in a few minutes."),
    63010: Meaning("Twilio had an internal failure.", "Try `/retry` in a few minutes."),
    63011: Meaning(
        "WhatsApp did not answer whether the person can get messages.", "Try `/retry` in a few minutes."
    ),
    63012: Meaning("WhatsApp had an internal failure.", "Try `/retry` in a few minutes."),
    63013: Meaning("the message violates a policy of WhatsApp.", "Rewrite the text."),
    63014: Meaning("the person blocked our number.", "Reach them in another way."),
    63015: Meaning(
        "the person has not joined the WhatsApp sandbox.",
        "Ask them to send its join word, or use the real channel.",
    ),
    63016: Meaning(
        "more than 24 hours have passed since the person's last message; WhatsApp accepts only approved templates.",
        "Wait until they write again, or use SMS.",
    ),
    63017: Meaning("the account sends faster than it may.", "Wait a minute, then use `/retry`."),
    63018: Meaning(
        "WhatsApp asks us to slow down, or the sender's limit of conversations is used up.",
        "Wait a minute, then use `/retry`; if it persists, wait 24 hours.",
    ),
    63019: Meaning(
        "WhatsApp could not download the file.",
        "Check that it opens, then write a new `/reply` with it; its address is valid for a few minutes.",
    ),
    63020: Meaning(
        "there is a problem with the account in Meta's Business Manager, such as its payment method.",
        "Look at the account in business.facebook.com: payments, and account quality.",
    ),
    63021: Meaning(
        "the content or the template is not valid.", "Rewrite it; a template can have up to 1,024 characters."
    ),
    63022: Meaning(
        "the certificate of the display name on WhatsApp is not valid.",
        "Ask Twilio's support about the sender.",
    ),
    63023: Meaning("WhatsApp gave no reason.", "Try again; if it persists, use another channel."),
    63024: Meaning("the recipient is not valid on this channel.", "Ask the person for the number."),
    63026: Meaning(
        "WhatsApp took the content for spam.",
        "Rewrite it, and wait for the person's answer before you write more.",
    ),
    63027: Meaning(
        "the template does not exist in that language.", "Check it in config.yml with `bot templates check`."
    ),
    63028: Meaning(
        "the template got a wrong number of values.", "Check its fields with `bot templates check`."
    ),
    63029: Meaning("the person's phone could not download the template.", "Try `/retry`."),
    63030: Meaning(
        "a field of the message does not exist on this channel.",
        "Send the text without the attachment; if it persists, tell whoever maintains the system.",
    ),
    63031: Meaning(
        "the destination is our own number.", "Check the destination: the service does not write to itself."
    ),
    63032: Meaning(
        "WhatsApp does not deliver this message to this person, because of a limitation of its own.",
        "Use SMS or another way: repeating it changes nothing.",
    ),
    63033: Meaning("the person blocked our number.", "Reach them in another way."),
    63034: Meaning("the file is too large for the channel: 5 MB are the most.", "Send a smaller file."),
    63037: Meaning(
        "the file could not be passed to WhatsApp.",
        "Twilio tries again by itself; if it does not arrive, send another type of file.",
    ),
    63038: Meaning(
        "the account has reached its daily limit of messages.",
        "Try again tomorrow, or ask Twilio for a higher limit.",
    ),
    63040: Meaning(
        "WhatsApp did not accept the template.", "Look at it in Twilio's console, Content Template Builder."
    ),
    63041: Meaning(
        "WhatsApp paused the template because of bad ratings.",
        "Use another one; the pause ends by itself, or the template needs another text.",
    ),
    63042: Meaning(
        "WhatsApp disabled the template, for repeated bad ratings or a violation of its policy.",
        "Use another one, or have a new one approved.",
    ),
    63049: Meaning(
        "Meta chose not to deliver this marketing message, so that the person does not get too many.",
        "Do not repeat it now: minutes change nothing. Try in some days, or use another channel.",
    ),
    63054: Meaning(
        "the template is not available now.", "Use another one, or look at its state in Twilio's console."
    ),
    63062: Meaning(
        "Meta's terms for marketing messages have not been accepted.",
        "Accept them in WhatsApp Manager, Overview → Alerts.",
    ),
}

"""English."""

from bot.core.messages import Channel
from bot.rules.texts import billing, dates, privacy, rotation, sending, upkeep
from bot.rules.texts.meaning import Meaning
from bot.rules.texts.shape import Texts

TEXTS = Texts(
    dates=dates.EN,
    privacy=privacy.EN,
    rotation=rotation.EN,
    acknowledgement="We got your message. Reference {number}. We will answer right here.",
    opted_out="You will get no more messages from us. To get them again, send START.",
    opted_in="Done: you will get our messages again. To stop them, send STOP.",
    keyword_help="Write your message and we will answer here. To stop our messages, send STOP.",
    ledger_title="Consent",
    ledger_body=(
        "What this person consented to and withdrew. Entries are only added, never removed; `bot consent verify` "
        "checks their chain."
    ),
    consent_actions={"granted": "agreed", "withdrawn": "withdrew", "erased": "data erased"},
    consent_everything="all messages",
    opt_out_noted="From now on this person **gets no more messages**, on any channel.",
    consent_noted="Recorded: the person agreed to messages for the purpose `{purpose}`.",
    bad_purpose="`/consent` needs a purpose: `notification`, `marketing` or `alert`. Nothing was recorded.",
    opt_in_noted="This person **gets messages again**.",
    title="New message via Twilio",
    notice_title="Notification via Twilio",
    to="To",
    sent_by="📤 Message ordered by {name}:",
    person="From",
    channel="Channel",
    channel_names={Channel.SMS: "SMS", Channel.WHATSAPP: "WhatsApp"},
    hidden_number="number hidden (public repository)",
    sealed_message="Sealed message, because this repository is public. `bot conversation show N` opens it:",
    empty_message="_A message without content._",
    choice="**Choice:** {title}",
    location="**Location:** {place}",
    media="**Attachments:** {count} ({kinds})",
    media_not_kept="⚠️ Attachment {place} ({kind}) not kept: {why}",
    media_reasons={
        "off": "the configuration (`media.keep`) keeps no attachments. It is in Twilio's console.",
        "public": "this repository is public. It is in Twilio's console.",
        "foreign": "its address does not belong to our Twilio account; nothing was fetched.",
        "type": "its type is not allowed (`media.types`), or its content does not match the type it claims.",
        "size": "it exceeds {limit} MB (`media.max_megabytes`). It is in Twilio's console.",
        "gone": "Twilio no longer has it. Ask the person to send it again.",
        "unreachable": "Twilio did not deliver it. It may be in Twilio's console, under Monitor → Logs → Messages.",
        "refused": "GitHub refused to store it. The log of the workflow run shows why.",
    },
    in_reply_to="**In reply to:** {sid}",
    forwarded="_Forwarded message._",
    came_by_fallback="_Arrived through the fallback address; error at the main address: {code}._",
    previous_conversation="Previous conversation: #{number}",
    how_to_answer=(
        "Answer with a comment that begins with `/reply`: the text goes to the person's phone. Any other comment "
        "stays internal. `/help` shows the commands."
    ),
    cannot_be_answered="This sender is a name, not a number: it cannot be answered.",
    command="Command",
    arguments={
        "template": "NAME k=v ...",
        "text": "TEXT",
        "optional_text": "[TEXT]",
        "optional_code": "[CODE]",
    },
    meaning="What it does",
    commands={
        "reply": "Sends the text to the person, by the channel they used.",
        "template": "Sends an approved template from config.yml, even after WhatsApp's 24 hours.",
        "preview": "Shows how the text would be sent and what it would cost; nothing is sent.",
        "retry": "Sends again the last answer that failed.",
        "status": "Shows the state of the conversation and of the last messages.",
        "close": "Closes the conversation, after sending the text if there is one.",
        "optout": "Records that the person wants no more messages, on any channel.",
        "optin": "Records that the person wants messages again.",
        "consent": "Records that the person agreed to messages of this purpose.",
        "forget": (
            "Erases everything about the person, after showing what that is and asking for a code; it cannot be "
            "undone."
        ),
        "note": "Stays internal: it is never sent.",
        "help": "Shows this table.",
    },
    nothing_failed="No answer in this conversation has failed: there is nothing to send again.",
    status_title="Status",
    status_person="Person",
    status_sender="Answers are sent from",
    status_last="Last messages sent",
    status_none="none",
    unknown_command="There is no command `/{name}`; nothing was sent.{hint} `/help` shows the commands.",
    did_you_mean=" Did you mean `/{name}`?",
    no_text="`/{name}` needs a text: `/{name} Hello, ...`. Nothing was sent.",
    edited=(
        "This comment was edited before it was sent. Edits are never sent, so that nobody receives a text other than "
        "the one that was written. Write the answer in a new comment."
    ),
    edited_midway=(
        "This comment was edited while it was being sent, and it is not known whether the earlier text was sent. "
        "Check with the person or in Twilio's console (Monitor → Logs → Messages) before you write the answer again."
    ),
    media_obstacles={
        "private": (
            "Attachment {place} cannot be sent: Twilio fetches files without signing in to GitHub, and this one "
            "opens only for people who are signed in. Pictures and videos pasted into the comment work; for any "
            "other file use a public link (https), or send its content as text. Write a new comment."
        ),
        "size": (
            "Attachment {place} exceeds 5 MB, Twilio's limit. Make it smaller or send a link in the text, in a new "
            "comment."
        ),
        "type": (
            "Attachment {place} is of a type that cannot be sent. Use JPEG, PNG, PDF, MP4, audio or an Office "
            "document, or send a link in the text, in a new comment."
        ),
        "many": "An answer can have at most 10 attachments. Split them into several comments.",
    },
    not_permitted=(
        "@{login}, answering needs the permission `{needed}` on this repository; yours is `{current}`. Nothing was "
        "sent. An administrator of the repository can change that under Settings → Collaborators."
    ),
    no_permission="none",
    no_conversation="This issue is not a conversation: nothing was sent. Write it in the conversation with the person.",
    name_cannot_be_answered="The sender of this conversation is a name, not a number: it cannot be answered.",
    refused="The message was **not handed to the carrier**. Twilio {code}: {what}\n\n**What to do:** {remedy}",
    undelivered="The message **did not arrive on the phone**. Twilio {code}: {what}\n\n**What to do:** {remedy}",
    partly_sent="Note that {sent} of {total} parts had already been sent.",
    other_code=Meaning(
        "refused the message for a reason that is not explained here.",
        "Look the code up at https://www.twilio.com/docs/api/errors and write a new `/reply` once the cause is fixed.",
    ),
    delayed=(
        "The message **has not been sent yet**: the service did not answer. Nothing is lost: the next run sends it, "
        "when somebody comments here or when the run is repeated in [Actions]({url})."
    ),
    acknowledgement_refused="The automatic acknowledgement could not be sent.",
    ready_templates="**Templates for this channel** (fill in the values in a new comment):",
    no_templates="No template is configured for this channel: see `templates` in config.yml.",
    template_unknown="There is no template `{name}` for this channel; nothing was sent.{hint}",
    template_variables="The values do not match the template `{name}`; nothing was sent. {faults}",
    template_missing="Missing: {names}.",
    template_extra="Unknown: `{name}`.{hint}",
    template_too_long="The template `{name}` with its values has {units} characters; 1,024 are allowed.",
    template_known=" Did you mean `{name}`?",
    bad_template={
        "quotes": 'A quotation mark is not closed; nothing was sent. Write values like this: `nome="Ana Souza"`.',
        "no-name": "`/template` needs the name of a template; nothing was sent.",
        "no-value": 'In `/template` every value needs a name, as in `nome="Ana Souza"`; nothing was sent.',
        "twice": "A value of `/template` is given twice; nothing was sent.",
    },
    free_until="Free answers until {until}",
    window_open="open until {until}",
    window_closed="closed since {until}: templates only, with `/template`",
    window_unknown="Twilio lists no message of the person: templates only, with `/template`",
    preview="Preview (nothing was sent)",
    preview_parts="Messages",
    preview_encoding="Encoding",
    preview_units="Characters",
    preview_segments="Segments",
    preview_culprits="Force UCS-2",
    preview_price="Estimated price",
    preview_price_each="{amount} ({count} * {each} per {unit}; {source})",
    preview_price_from=", from {least} with some carriers",
    preview_price_unknown="unknown: Twilio gave no price; `prices` in config.yml can set one",
    preview_files="Attachments",
    price_units={Channel.SMS: "segment", Channel.WHATSAPP: "message"},
    price_sources={
        "config": "from config.yml",
        "twilio": "the highest price in Twilio's list for the country",
    },
    deferred="The message **waits until {until}**: {reason}",
    held_back="The message **was not sent**: {reason}\n\n**What to do:** {remedy}",
    needs_template=(
        "The message **was not sent**: {reason}\n\n**What to do:** send an approved template with "
        "`/template NAME k=v`, use SMS, or wait until the person writes again."
    ),
    reasons={
        "not-a-number": "its recipient is a name, not a number.",
        "twilio-answered": "Twilio has already answered this keyword itself.",
        "opted-out": "the person asked for no more messages.",
        "consent-withdrawn": "the person withdrew their consent to messages of this kind.",
        "no-consent": "messages of this kind need the person's consent, and none is on record.",
        "too-many-media": "it has more than 10 attachments.",
        "too-many-automatic": "the person has already had as many automatic answers as one may get in this period.",
        "too-often": "the person has already had as many messages of this kind as one may get in this period.",
        "quiet-hours": "messages of this kind are not sent at this hour where the person is.",
        "window-closed": "more than 24 hours have passed since the person's last WhatsApp message.",
        "window-closes-before": (
            "it would have to wait, and by then WhatsApp's 24 hours since the person's last message will be over."
        ),
    },
    remedies={
        "other-way": "Reach the person in another way.",
        "nothing": "Nothing: the person has had their answer.",
        "wait-for-opt-in": "Respect that. They will get messages again after sending START or VOLTAR.",
        "ask-consent": "Ask for the consent and record it with `/consent`.",
        "fewer-media": "Send the rest in another message.",
        "answer-by-hand": "Check whether a bot is writing; if it is a person, answer with `/reply`.",
    },
    costly="{characters} make this SMS cost {segments} segments; without them it would be {without}.",
    transliterated="Written without accents to cost less: {after} segments instead of {before}.",
    not_transliterated="Sent with its accents: {characters} cannot be written in the cheaper alphabet.",
    sending=sending.EN,
    upkeep=upkeep.EN,
    codes={
        20003: Meaning(
            "Twilio's credentials were not accepted, or the account is suspended.",
            "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in the repository's secrets, and the account's balance.",
        ),
        20008: Meaning(
            "the credentials are test credentials.",
            "Put the account's real ones into the repository's secrets.",
        ),
        20404: Meaning("the account or resource does not exist.", "Check TWILIO_ACCOUNT_SID."),
        20429: Meaning("Twilio asks us to slow down.", "Wait a minute and write a new `/reply`."),
        21211: Meaning(
            "the recipient's number is not valid.",
            "Ask the person for the number in another way, or ask them to write again.",
        ),
        21212: Meaning("our number is not valid.", "Check TWILIO_PHONE_NUMBER and TWILIO_WHATSAPP_NUMBER."),
        21408: Meaning(
            "the account may not send to that country.",
            "Allow the country under Messaging → Settings → Geo permissions in Twilio's console.",
        ),
        21601: Meaning("our number cannot send SMS.", "Use a number with SMS in the Twilio account."),
        21602: Meaning("the message was empty.", "Write a text after `/reply`."),
        21604: Meaning(
            "the destination was missing.", "This is a bug in the system: report it to whoever maintains it."
        ),
        21606: Meaning(
            "our number does not belong to this account or cannot send SMS.",
            "Check the number in Twilio's console under Phone Numbers → Active numbers.",
        ),
        21608: Meaning(
            "this is a trial account and the person's number is not verified.",
            "Verify the number in Twilio's console, or upgrade the account.",
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
        21617: Meaning("the text is longer than 1,600 characters.", "Split it into several `/reply`."),
        21620: Meaning(
            "the address of the attachment does not work.", "Send the text without the attachment."
        ),
        21635: Meaning("the destination is a landline.", "Landlines cannot receive SMS: call the person."),
        21654: Meaning("the template was missing.", "Check the templates in config.yml."),
        21655: Meaning("the template does not exist.", "Check the templates in config.yml."),
        21656: Meaning("the template's values are not valid.", "Check the template's fields."),
        21658: Meaning("a field is longer than allowed.", "Shorten the text."),
        21703: Meaning("the Messaging Service has no numbers.", "Add a number to it in Twilio's console."),
        21705: Meaning("the Messaging Service is not valid.", "Check TWILIO_MESSAGING_SERVICE_SID."),
        30001: Meaning("the sending queue overflowed.", "Wait a few minutes and write a new `/reply`."),
        30002: Meaning("the Twilio account is suspended.", "Settle the account in Twilio's console."),
        30003: Meaning(
            "the phone is off, out of reach or does not exist.", "Try again later with a new `/reply`."
        ),
        30004: Meaning("the carrier blocked the message.", "Reach the person by another channel."),
        30005: Meaning("the number does not exist or is out of service.", "Ask the person for the number."),
        30006: Meaning(
            "it is a landline or its carrier cannot be reached.", "Do not try again: use another channel."
        ),
        30007: Meaning(
            "the message was blocked because it looks like advertising.",
            "Rewrite it without short links or promotion.",
        ),
        30008: Meaning("the carrier gave no reason.", "Try again; if it persists, use another channel."),
        30032: Meaning(
            "the toll-free number is not verified.", "Finish its verification in Twilio's console."
        ),
        35114: Meaning("the scheduled time is not valid.", "Write a new `/reply`."),
        35115: Meaning("the scheduled time is outside the allowed range.", "Write a new `/reply`."),
        35117: Meaning("the scheduled time is not valid.", "Write a new `/reply`."),
        35118: Meaning("scheduling needs a Messaging Service.", "Set TWILIO_MESSAGING_SERVICE_SID."),
        35125: Meaning("too many messages are scheduled.", "Wait and write a new `/reply`."),
        63003: Meaning("the destination is not on this channel.", "They may not use WhatsApp: try SMS."),
        63007: Meaning(
            "our number is not active on this channel.",
            "Check TWILIO_WHATSAPP_NUMBER under Messaging → Senders.",
        ),
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
        63018: Meaning("WhatsApp asks us to slow down.", "Wait a minute and write a new `/reply`."),
        63021: Meaning(
            "the content or the template is not valid.",
            "Rewrite it; a template can have up to 1,024 characters.",
        ),
        63024: Meaning("the recipient is not valid on this channel.", "Ask the person for the number."),
        63032: Meaning("WhatsApp limits messages to this person.", "Try again later, or use SMS."),
        63033: Meaning("the person blocked messages of this kind.", "Reach them in another way."),
        63038: Meaning(
            "the account has reached its daily limit of messages.",
            "Try again tomorrow, or ask Twilio for a higher limit.",
        ),
    },
    billing=billing.EN,
)

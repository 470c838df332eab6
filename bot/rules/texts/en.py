"""English."""

from bot.core.messages import Channel
from bot.rules.texts import (
    answering,
    assigning,
    billing,
    codes_en,
    dates,
    desk,
    errors,
    forms,
    history,
    inbound,
    merging,
    naming,
    office,
    overview,
    privacy,
    quick_replies,
    rotation,
    sending,
    sorting,
    summaries,
    transcripts,
    upkeep,
    waiting,
)
from bot.rules.texts.meaning import Meaning
from bot.rules.texts.shape import Texts

TEXTS = Texts(
    dates=dates.EN,
    privacy=privacy.EN,
    rotation=rotation.EN,
    answering=answering.EN,
    assigning=assigning.EN,
    merging=merging.EN,
    acknowledgement="We got your message. Reference {number}. We will answer right here.",
    opted_out="You will get no more messages from us. To get them again, send START.",
    opted_in="Done: you will get our messages again. To stop them, send STOP.",
    keyword_help="Write your message and we will answer here. To stop our messages, send STOP; to resume, START.",
    ledger_title="Consent",
    ledger_body=(
        "What this person consented to and withdrew. Entries are only added, never removed; `bot consent verify` "
        "checks their chain."
    ),
    consent_actions={"granted": "agreed", "withdrawn": "withdrew", "erased": "data erased"},
    consent_everything="all messages",
    consent_sources={
        "keyword": "by message",
        "command": "by command",
        "twilio": "by Twilio",
        "cli": "by `bot consent add`",
        "error-21610": "by Twilio's error 21610",
    },
    opt_out_noted="From now on this person **gets no more messages**, on any channel.",
    consent_noted="Recorded: the person agreed to {words} (`{purpose}`).",
    bad_arguments={
        "consent": "`/consent` needs a purpose: `notification`, `marketing` or `alert`. Nothing was recorded.",
        "assign": "`/assign` needs logins of GitHub, such as `/assign @ana @bia`; alone, it assigns you.",
        "snooze": "`/snooze` needs until when, such as `/snooze 2d`, `/snooze 24/12` or `/snooze off`.",
        "spam": "`/spam` stands alone; `/spam off` undoes it.",
        "name": "`/name` needs a name, such as `/name Ana Souza, Corner Bakery`; `/name -` removes it.",
        "merge": "`/merge` needs the number of the other conversation, such as `/merge #12`.",
        "transcript": "`/transcript` stands alone; `/transcript numbers` masks no numbers.",
    },
    opt_in_noted="This person **gets messages again**.",
    begun_by_us="begun by us",
    reopens_later="We wrote first: the conversation reopens when the person answers.",
    continuing="goes on from #{number}",
    answered="**Automatic answer:** {text}",
    answer_marks="🚀 sent · 🎉 delivered · 😕 failed · no reaction: not sent",
    to="To",
    sent_by="📤 Message ordered by {name}:",
    hidden_number="number hidden (public repository)",
    sealed_message="Sealed message, because this repository is public. `bot conversation show N` opens it:",
    empty_message="_A message without content._",
    choice="**Choice:** {title}",
    location="📍 **Location:** {place}",
    media="**Attachments:** {count} ({kinds})",
    media_not_kept="⚠️ Attachment {place} ({kind}) not kept: {why}",
    media_reasons={
        "off": "the configuration (`media.keep`) keeps no attachments. It stays at Twilio until it is deleted there.",
        "public": "this repository is public. It stays at Twilio until it is deleted there.",
        "foreign": "its address does not belong to our Twilio account; nothing was fetched.",
        "type": "its type is not allowed (`media.types`), or its content does not match the type it claims.",
        "size": "it exceeds {limit} MB (`media.max_megabytes`).",
        "gone": "Twilio no longer has it. Ask the person to send it again.",
        "unreachable": "Twilio did not deliver it.",
        "certificate": (
            "it is a certificate or a private key (`media.refuse`): whoever has it, with its password, signs in the "
            "company's name. Agree on another way of delivery, and delete it in Twilio's console."
        ),
        "executable": (
            "it is a program or holds macros (`media.refuse`). Do not open it; ask the person what they sent."
        ),
        "refused": "GitHub refused to store it. The log of the workflow run shows why.",
    },
    forwarded="↪️ _Forwarded message._",
    came_by_fallback="_Arrived through the fallback address; error at the main address: {code}._",
    previous_conversation="Previous conversation: #{number}",
    continued_in=(
        "🔗 This conversation **goes on in #{number}**: {why}. A command written here is still carried out, and "
        "answered there."
    ),
    continued_because={
        "locked": "somebody has locked this issue, and GitHub takes no more comments of the bot here",
        "full": "this one has too many comments, and GitHub takes only 2,500 in an issue",
        "refused": "GitHub takes no more here",
    },
    how_to_answer=(
        "Answer with a comment that begins with `/reply`: the text goes to the person's phone. Any other comment "
        "stays internal. `/help` shows the commands."
    ),
    cannot_be_answered="This sender is a name, not a number: it cannot be answered.",
    command="Command",
    argument="Followed by",
    template_command="template",
    arguments={
        "logins": "[@login ...]",
        "until": "2d, 4h, 24/12 09:00 or off",
        "off": "[off]",
        "name": "NAME[, COMPANY]",
        "issue": "[off] #number",
        "whole": "[numbers]",
        "template": "NAME k=v ...",
        "text": "TEXT",
        "optional_text": "[TEXT]",
        "attachment": "[ATTACHMENT]",
        "handle": "CODE",
        "optional_code": "[CODE]",
        "quick_reply": "[NAME k=v ...]",
        "purpose": "notification, marketing or alert",
    },
    meaning="What it does",
    commands={
        "reply": "Sends the text to the person, by the channel they used.",
        "template": "Sends an approved template from config.yml, even after WhatsApp's 24 hours.",
        "q": "Sends a quick reply, a text that the office keeps; without a name, lists them.",
        "preview": "Shows how the text would be sent and what it would cost; nothing is sent.",
        "retry": "Sends again the last answer that failed.",
        "status": "Shows the state of the conversation and of the last messages.",
        "close": "Closes the conversation, after sending the text if there is one.",
        "optout": "Records that the person wants no more messages, on any channel.",
        "optin": "Records that the person wants messages again.",
        "consent": "Records that the person agreed to messages of that purpose.",
        "forget": (
            "Erases everything about the person, after showing what that is and asking for a code; it cannot be "
            "undone."
        ),
        "fetch": "Keeps an attachment that was not kept, such as `/fetch 1`, for whoever may write to the repository.",
        "assign": "Assigns the conversation to whom it names, or to whoever comments; `nobody` leaves it unassigned.",
        "snooze": "Lets the conversation rest until then, or until the person writes.",
        "spam": "Answers nothing of this person any more; `off` undoes it.",
        "name": "Says what the person is called, for colleagues; `-` removes the name.",
        "merge": "The person of the other conversation and of this one are one, with two numbers.",
        "transcript": "Keeps everything that was said in a file, with the numbers masked.",
        "open": "In a list of people who wait: opens the conversation of that person next.",
        "note": "Stays internal: it is never sent.",
        "help": "Shows this table.",
    },
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
            "Attachment {place} cannot be sent: Twilio fetches files without signing in anywhere, and this address "
            "does not give it the file: it opens only for people who are signed in, leads to a page, or does not "
            "exist. Pictures and videos pasted into the comment work; for any "
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
    bad_values={
        "quotes": 'A quotation mark is not closed; nothing was sent. Write values like this: `nome="Ana Souza"`.',
        "no-name": "`/{name}` needs a name behind it; nothing was sent.",
        "no-value": 'In `/{name}` every value needs a name, as in `nome="Ana Souza"`; nothing was sent.',
        "twice": "A value of `/{name}` is given twice; nothing was sent.",
    },
    free_until="⏳ free answers until {until}",
    window_open="open until {until}",
    window_closed="closed since {until}: templates only, with `/template`",
    window_unknown="Twilio lists no message of the person: templates only, with `/template`",
    preview="Preview (nothing was sent)",
    preview_parts="Messages",
    preview_encoding="Encoding",
    preview_units="Characters",
    preview_segments="Segments",
    preview_culprits="Make the SMS dearer",
    preview_price="Estimated price",
    preview_price_each="{amount} ({count} * {each} per {unit}; {source})",
    preview_price_from=", from {least} with some carriers",
    preview_price_unknown="unknown: Twilio gave no price; `prices` in config.yml can set one",
    preview_files="Attachments",
    price_units={Channel.SMS: "segment", Channel.WHATSAPP: "message", Channel.OTHER: "message"},
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
        "other-channel": "the person writes by a channel that the bot cannot send on.",
        "short-code": "its recipient is a short code, and Twilio does not send to short codes.",
        "our-number": "its recipient is one of our own numbers.",
        "costly-number": "it is a premium-rate, satellite or global number, which costs many times as much.",
        "foreign-country": "the number belongs to a country that is not in `policy.countries`, in config.yml.",
        "twilio-answered": "Twilio has already answered this keyword itself.",
        "opted-out": "the person asked for no more messages.",
        "consent-broken": (
            "the person's consent record was changed or has entries without a seal; until somebody has checked it, it "
            "counts as a wish to get no messages."
        ),
        "consent-withdrawn": "the person withdrew their consent to messages of this kind.",
        "no-consent": "messages of this kind need the person's consent, and none is on record.",
        "too-many-media": "it has more than 10 attachments.",
        "too-many-automatic": "the person has already had as many automatic answers as one may get in this period.",
        "too-often": "the person has already had as many messages of this kind as one may get in this period.",
        "quiet-hours": "messages of this kind are not sent at this hour where the person is.",
        "no-common-hour": "the number may be in several time zones, whose hours for this kind of message never meet.",
        "window-closed": "more than 24 hours have passed since the person's last WhatsApp message.",
        "window-closes-before": (
            "it would have to wait, and by then WhatsApp's 24 hours since the person's last message will be over."
        ),
    },
    remedies={
        "check-number": "Check the number.",
        "allow-country": (
            "If you expect messages from that country, add it to `policy.countries`. A `/reply` is sent in any case."
        ),
        "other-way": "Reach the person in another way.",
        "nothing": "Nothing: the person has had their answer.",
        "wait-for-opt-in": "Respect that. They will get messages again after sending START or VOLTAR.",
        "ask-consent": "Ask for the consent and record it with `/consent`.",
        "check-consent": (
            "`bot consent verify` shows what is wrong: restore the text from the comment's history of edits. If the "
            "entries are from before there were seals, use `bot consent seal`."
        ),
        "fewer-media": "Send the rest in another message.",
        "answer-by-hand": "Check whether a bot is writing; if it is a person, answer with `/reply`.",
        "widen-hours": "Widen `hours` or `days` of this kind under `policy` in config.yml.",
    },
    costly="{characters} make this SMS cost {segments} segments; without them it would be {without}.",
    transliterated="Written without accents to cost less: {after} segments instead of {before}.",
    not_transliterated="Sent with its accents: {characters} cannot be written in the cheaper alphabet.",
    inbound=inbound.EN,
    sending=sending.EN,
    quick=quick_replies.EN,
    office=office.EN,
    history=history.EN,
    overview=overview.EN,
    desk=desk.EN,
    naming=naming.EN,
    transcripts=transcripts.EN,
    sorting=sorting.EN,
    waiting=waiting.EN,
    forms=forms.EN,
    upkeep=upkeep.EN,
    summaries=summaries.EN,
    errors=errors.EN,
    codes=codes_en.EN,
    billing=billing.EN,
)

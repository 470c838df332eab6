"""Forms of Twilio, made up in the shapes that it documents and sends."""

from __future__ import annotations

SID = "SM" + "0" * 31 + "1"
ACCOUNT = "AC0a1b2c3d4e5f60718293a4b5c6d7e8f9"
MEDIA = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'0' * 32}/Media/ME{'0' * 31}"
SMS = {
    "ToCountry": "US",
    "ToState": "CA",
    "SmsMessageSid": SID,
    "NumMedia": "0",
    "ToCity": "",
    "FromZip": "",
    "SmsSid": SID,
    "FromState": "",
    "SmsStatus": "received",
    "FromCity": "",
    "Body": "Bom dia",
    "FromCountry": "BR",
    "To": "+15551234567",
    "ToZip": "",
    "NumSegments": "1",
    "MessageSid": SID,
    "AccountSid": ACCOUNT,
    "From": "+5511987654321",
    "ApiVersion": "2010-04-01",
}
WHATSAPP = {
    "SmsMessageSid": SID,
    "NumMedia": "0",
    "ProfileName": "Maria Souza",
    "MessageType": "text",
    "SmsSid": SID,
    "WaId": "5511987654321",
    "SmsStatus": "received",
    "Body": "Olá 😀",
    "To": "whatsapp:+14155238886",
    "NumSegments": "1",
    "ReferralNumMedia": "0",
    "MessageSid": SID,
    "AccountSid": ACCOUNT,
    "ChannelMetadata": '{"type":"whatsapp","data":{"context":{"ProfileName":"Maria Souza"}}}',
    "From": "whatsapp:+5511987654321",
    "ApiVersion": "2010-04-01",
}


CALLBACK = {
    "MessageSid": SID,
    "MessageStatus": "undelivered",
    "To": "whatsapp:+5511987654321",
    "ErrorCode": "63016",
}

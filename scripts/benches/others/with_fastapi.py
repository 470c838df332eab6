"""A webhook as Twilio's tutorials write it for FastAPI: it checks the signature, and stores nothing."""

import os

from fastapi import FastAPI, HTTPException, Request, Response  # type: ignore[import-not-found] # in a venv of its own
from twilio.request_validator import RequestValidator

app = FastAPI()
validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
url = os.environ["WEBHOOK_URL"]


@app.post(os.environ["WEBHOOK_PATH"])  # type: ignore[untyped-decorator] # see above
async def receive(request: Request) -> Response:
    form = await request.form()
    if not validator.validate(url, form, request.headers.get("X-Twilio-Signature", "")):
        raise HTTPException(403)
    return Response("<Response/>", media_type="text/xml")

"""The least that Flask can do on the relay's own server: it reads nothing, checks nothing and stores nothing."""

import os

from flask import Flask, Response

app = Flask(__name__)


@app.post(os.environ["WEBHOOK_PATH"])
def receive() -> Response:
    return Response("<Response/>", mimetype="text/xml")

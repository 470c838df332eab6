"""The least that Flask can do on the relay's own server: it reads nothing, checks nothing and stores nothing."""

import ctypes
import os
import signal

from flask import Flask, Response

ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: a worker ends with the server that started it
app = Flask(__name__)


@app.post(os.environ["WEBHOOK_PATH"])
def receive() -> Response:
    return Response("<Response/>", mimetype="text/xml")

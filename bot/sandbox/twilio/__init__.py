"""An emulated Twilio for one machine: its REST API, its signed webhooks, and the phones of the people it reaches."""

from bot.sandbox.twilio.api import create_app, serve
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.faults import TWILIO_FAULTS
from bot.sandbox.twilio.inbox import Delivered
from bot.sandbox.twilio.state import TwilioState, UnknownSidError

__all__ = [
    "TWILIO_FAULTS",
    "Delivered",
    "TwilioEmulator",
    "TwilioState",
    "UnknownSidError",
    "create_app",
    "serve",
]

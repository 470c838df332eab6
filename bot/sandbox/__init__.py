"""The whole system on one machine: emulated Twilio and GitHub, the real relay, the real workflows."""

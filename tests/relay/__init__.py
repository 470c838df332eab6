"""What Twilio or a system hands over is kept before it is answered, and reaches GitHub once and in order."""

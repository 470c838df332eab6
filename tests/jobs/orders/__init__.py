"""What another system orders is sent once and shown in the conversation."""

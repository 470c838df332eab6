"""Follows one message from the webhook to the reaction, by its id."""

"""The connection to Twilio that relay and workflows share: what is wrong with a wanted one, and how it is changed."""

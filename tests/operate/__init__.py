"""A credential is replaced without losing a message, also when the command dies at any step."""

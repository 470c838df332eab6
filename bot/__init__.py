"""AUDITORIA360 message bot: phone -> GitHub issue -> phone."""

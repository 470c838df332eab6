"""Rules for upkeep: the age of credentials, schedules, alerts."""

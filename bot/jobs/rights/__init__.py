"""A person's rights under the LGPD: access and erasure."""

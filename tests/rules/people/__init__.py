"""Who a person is, what they agreed to, when they may be written to; what is sealed stays sealed."""

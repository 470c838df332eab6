"""Rules for what may be sent: policy, templates, prices, previews, orders."""

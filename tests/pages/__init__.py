"""What all pages share: headers, assets, and sentences in two languages."""

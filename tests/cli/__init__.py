"""Every command prints what people need, ends with the right exit code and explains a mistake in one sentence."""

"""A person can ask what is kept and have it erased; consent is kept and obeyed."""

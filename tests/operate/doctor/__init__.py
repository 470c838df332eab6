"""Each check of the doctor finds its fault, tells it from its neighbours, and says what to do."""

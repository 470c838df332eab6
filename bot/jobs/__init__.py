"""One module a job: `run` reads what is not yet done, decides, acts, and says what was done."""

"""Each outside system is asked as its documentation has it, and every failure of it becomes one of our own errors."""

"""The measurements of scripts/bench, one module each: its docstring is the help, `main` takes the arguments."""

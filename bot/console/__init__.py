"""The pages for operators, which the relay mounts under /console: administrators sign in there."""

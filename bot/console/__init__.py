"""The pages for operators, which the relay mounts under /console: whoever is an administrator signs in there."""

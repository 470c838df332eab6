"""The emulated Actions: real workflow files, run by act on a copy of the working tree."""

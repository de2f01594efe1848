"""The command line and the embedded composition: everything in one process."""

#: Of pyproject.toml, with which a test compares it: the application is run from its folder and never installed.
VERSION = "0.1.0"

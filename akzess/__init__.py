"""The command line and the embedded composition: everything in one process."""

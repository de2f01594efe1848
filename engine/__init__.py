"""The core: cases move through diagrams here, with no network, no database and no clock of its own."""

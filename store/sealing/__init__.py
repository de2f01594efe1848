"""Seals over all histories: Merkle roots, signed and chained, kept in the database and outside of it."""

"""The records of the clerks' desk (`engine.desk`) on every store: one table each, three verbs for all of them."""

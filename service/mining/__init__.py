"""Process mining for people: diagrams as mining sees them, and the pages' figures with small numbers withheld."""

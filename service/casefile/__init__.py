"""Turns a case, its history and its evidence into what a person reads on the case page; `opening` loads, the rest computes."""

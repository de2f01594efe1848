"""Check digits of identifiers that forms and messages carry."""

from __future__ import annotations


def betriebsnummer_valid(text: str) -> bool:
    """Whether the eight digits can be a Betriebsnummer: number range and check digit (either of its two variants).

    A valid check digit does not prove that the establishment exists.
    """
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return False
    if not (1 <= int(text[:3]) <= 99 or int(text[:3]) > 110):
        return False
    products = (int(digit) * (1 + place % 2) for place, digit in enumerate(text[:7]))
    check = sum(product // 10 + product % 10 for product in products)
    return int(text[7]) in (check % 10, (check + 5) % 10)

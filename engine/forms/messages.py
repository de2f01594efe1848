"""What a person reads when an answer is refused, German first, English complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refusal: `pointer` (RFC 6901) into the answers, `code` for programs, texts for people."""

    pointer: str
    code: str
    message_de: str
    message_en: str


_TEXTS: Mapping[str, tuple[str, str]] = {
    "required": ("Bitte füllen Sie dieses Feld aus.", "Please fill in this field."),
    "type": ("Dieser Wert passt nicht zu diesem Feld.", "This value does not fit this field."),
    "decimals": (
        "Bitte geben Sie höchstens {0} Nachkommastellen an.",
        "Please enter at most {0} decimal places.",
    ),
    "integer": ("Bitte geben Sie eine ganze Zahl ein.", "Please enter a whole number."),
    "step": (
        "Bitte wählen Sie einen gültigen Wert, zum Beispiel {0} oder {1}.",
        "Please choose a valid value, for example {0} or {1}.",
    ),
    "pattern": ("Die Eingabe hat nicht das erwartete Format.", "The entry does not have the expected format."),
    "min": ("Der Wert muss mindestens {0} sein.", "The value must be at least {0}."),
    "max": ("Der Wert darf höchstens {0} sein.", "The value must be at most {0}."),
    "min_length": ("Bitte geben Sie mindestens {0} Zeichen ein.", "Please enter at least {0} characters."),
    "max_length": ("Bitte geben Sie höchstens {0} Zeichen ein.", "Please enter at most {0} characters."),
    "email": ("Bitte geben Sie eine gültige E-Mail-Adresse ein.", "Please enter a valid e-mail address."),
    "phone": (
        "Bitte geben Sie eine internationale Telefonnummer ein, z. B. +4935112345.",
        "Please enter an international telephone number, e.g. +4935112345.",
    ),
    "choice": ("Bitte wählen Sie einen der angebotenen Werte.", "Please choose one of the values offered."),
    "date": ("Bitte geben Sie ein gültiges Datum ein.", "Please enter a valid date."),
    "time": ("Bitte geben Sie eine gültige Uhrzeit ein.", "Please enter a valid time."),
    "datetime": ("Bitte geben Sie Datum und Uhrzeit vollständig ein.", "Please enter date and time completely."),
    "past": ("Das Datum darf nicht in der Vergangenheit liegen.", "The date must not be in the past."),
    "readonly": ("Dieser Wert kann nicht geändert werden.", "This value cannot be changed."),
    "unknown": ("Dieses Feld gibt es im Formular nicht.", "This field is not part of the form."),
    "fixed_items": ("Die Zahl der Einträge kann nicht geändert werden.", "The number of entries cannot be changed."),
    "min_items": ("Bitte machen Sie mindestens {0} Einträge.", "Please make at least {0} entries."),
    "max_items": ("Bitte machen Sie höchstens {0} Einträge.", "Please make at most {0} entries."),
}


def error(path: tuple[str | int, ...], code: str, *values: object, own: str | None = None) -> FieldError:
    """The refusal `code` at `path`; `own` is a text of the form's author, shown instead in both languages."""
    german, english = _TEXTS[code]
    if own:
        return FieldError(pointer(path), code, own, own)
    return FieldError(pointer(path), code, german.format(*values), english.format(*values))


def pointer(path: tuple[str | int, ...]) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)

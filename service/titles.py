"""What problems are called for people, by code: German and English."""

from __future__ import annotations

from collections.abc import Mapping

#: Code -> (German title, English title). A code without a line here shows the title of its status.
TITLES: Mapping[str, tuple[str, str]] = {
    "not-found": ("Nicht gefunden", "Not found"),
    "conflict-state": ("Der Stand hat sich inzwischen geändert", "The state has changed meanwhile"),
    "task-already-completed": ("Aufgabe wurde bereits erledigt", "The task is already completed"),
    "stale-version": ("Der Vorgang wurde inzwischen geändert", "The case has changed meanwhile"),
    "message-id-reuse": (
        "Diese Nachrichtennummer kam bereits mit anderem Inhalt",
        "This message id came before with other content",
    ),
    "idempotency-key-reuse": (
        "Dieser Schlüssel wurde für eine andere Anfrage benutzt",
        "This key was used for another request",
    ),
    "idempotency-in-progress": (
        "Dieselbe Anfrage wird gerade bearbeitet",
        "The same request is being handled",
    ),
    "forbidden": ("Keine Berechtigung", "Not permitted"),
    "portal-denied": ("Nummer oder Zugangscode stimmen nicht", "Number or access code are not right"),
    "portal-link": ("Dieser Link ist nicht gültig", "This link is not valid"),
    "four-eyes": (
        "Vier-Augen-Prinzip: eine andere Person muss entscheiden",
        "Four eyes: another person has to decide",
    ),
    "validation-failed": ("Eingaben bitte prüfen", "Please check the input"),
    "unknown-field": ("Unbekanntes Feld", "Unknown field"),
    "unplayable": ("So lässt sich das nicht spielen", "It cannot be played like this"),
    "bpmn-invalid": ("Das Modell wurde nicht angenommen", "The model was refused"),
    "unauthenticated": ("Anmeldung erforderlich", "Login required"),
    "csrf": ("Anfrage nicht von dieser Anwendung", "The request does not come from this application"),
    "idempotency-key-missing": ("Der Kopf Idempotency-Key fehlt", "The header Idempotency-Key is missing"),
    "idempotency-key-invalid": (
        "Idempotency-Key muss 16 bis 255 druckbare Zeichen haben",
        "Idempotency-Key needs 16 to 255 printable characters",
    ),
    "precondition-required": ("Der Kopf If-Match fehlt", "The header If-Match is missing"),
    "too-many-requests": ("Zu viele Anfragen", "Too many requests"),
    "too-many-attempts": ("Zu viele Anmeldeversuche", "Too many attempts to log in"),
    "json-limit": ("Zu tief, zu lang oder zu viele Felder", "Too deep, too long or too many fields"),
    "json-malformed": ("Kein gültiges JSON", "Not valid JSON"),
    "payload-too-large": ("Anfrage zu groß", "Request too large"),
    "unsupported-media-type": ("Dieser Inhaltstyp wird nicht angenommen", "This media type is not accepted"),
    "method-not-allowed": ("Methode nicht erlaubt", "Method not allowed"),
    "unavailable": ("Vorübergehend nicht verfügbar", "Not available for the moment"),
    "outcome-unknown": (
        "Ob die Anfrage ausgeführt wurde, ist unklar; bitte mit demselben Schlüssel wiederholen",
        "Whether the request was carried out is unknown; please repeat it with the same key",
    ),
    "header-too-large": ("Kopfzeilen zu groß", "Header fields too large"),
    "upload-type-mismatch": (
        "Diese Datei wird nicht angenommen: Inhalt, Name und Angabe passen nicht zusammen oder die Art ist nicht erlaubt",
        "This file is not accepted: content, name and declaration do not fit, or the kind is not allowed",
    ),
    "upload-empty": ("Die Datei ist leer", "The file is empty"),
    "upload-broken": ("Die Datei ist beschädigt", "The file is damaged"),
    "upload-encrypted": (
        "Die Datei ist mit einem Kennwort geschützt; bitte ohne Kennwort hochladen",
        "The file is protected by a password; please upload it without one",
    ),
    "upload-malware": ("Der Virenscanner hat die Datei zurückgewiesen", "The virus scanner refused the file"),
    "upload-active-content": (
        "Die Datei enthält Makros, Programme oder eingebettete Dateien; bitte als PDF drucken und neu hochladen",
        "The file contains macros, programs or embedded files; please print it to PDF and upload that",
    ),
    "upload-archive-limit": ("Die Datei ist ungewöhnlich gepackt", "The file is packed in an unusual way"),
    "upload-image-limit": ("Das Bild hat zu viele Bildpunkte", "The picture has too many pixels"),
    "upload-too-complex": (
        "Die Datei ist zu umfangreich, um geprüft zu werden",
        "The file is too complex to be checked",
    ),
    "too-many-documents": (
        "Zu diesem Vorgang liegen bereits 100 Dokumente vor",
        "This case has 100 documents already",
    ),
    "no-preview": ("Für diese Art von Datei gibt es keine Vorschau", "There is no preview of this kind of file"),
    "quarantined": (
        "Die Datei wartet auf die Virenprüfung",
        "The file waits for the virus scanner",
    ),
    "letter-stays": (
        "Ein Schreiben der Behörde bleibt in der Akte",
        "A letter of the authority stays in the file",
    ),
    "letter-unrenderable": ("Das Schreiben konnte nicht erstellt werden", "The letter could not be made"),
    "multipart-malformed": ("Kein gültiges Formular", "Not a valid form"),
    "range-not-satisfiable": (
        "Mehrere Bereiche auf einmal gibt es nicht",
        "Several ranges at once are not served",
    ),
    "sealed": (
        "Die Mappe ist versiegelt; bitte mit Grund öffnen",
        "The folder is sealed; please open it with a reason",
    ),
    "gone-erased": ("Die Daten dieses Vorgangs sind gelöscht", "The data of this case were erased"),
    "case-open": ("Der Vorgang läuft noch", "The case is not over"),
    "must-stay": ("Der Vorgang ist noch aufzubewahren", "The case has to be kept"),
    "legal-hold": ("Auf dem Vorgang liegt eine Sperre", "A legal hold lies on the case"),
    "status-denied": ("Nummer oder Zugangscode stimmen nicht", "Number or access code is wrong"),
    "nothing-awaited": ("Zurzeit werden keine Unterlagen erwartet", "No documents are awaited at the moment"),
    "slot-taken": ("Dieser Termin ist nicht mehr frei", "This appointment is no longer free"),
    "hold-over": (
        "Die Zeit zum Bestätigen ist um; bitte neu wählen",
        "The time to confirm is over; please choose again",
    ),
    "not-proved": (
        "Bitte öffnen Sie zuerst den Link in der E-Mail",
        "Please open the link in the e-mail first",
    ),
    "appointment-exists": ("Es gibt schon einen Termin", "There is an appointment already"),
    "appointment-over": ("Dieser Termin ist vorbei oder abgesagt", "This appointment is over or cancelled"),
    "appointment-not-open": ("Das geht in diesem Stand nicht", "Not possible at this stage"),
    "appointment-too-late": (
        "Ändern oder absagen geht nur bis zwei Stunden vorher; bitte rufen Sie an",
        "Moving or cancelling is possible until two hours before; please call",
    ),
    "appointment-other-day": ("Der Termin ist an einem anderen Tag", "The appointment is on another day"),
    "appointment-not-yet": ("Der Termin hat noch nicht begonnen", "The appointment has not begun yet"),
    "telephone-only": (
        "Nach mehreren verpassten Terminen bitte telefonisch buchen",
        "After several missed appointments please book by telephone",
    ),
    "wish-exists": ("Sie stehen schon auf der Warteliste", "You are on the waiting list already"),
    "block-span": ("Eine Sperre dauert höchstens sechs Wochen", "A block lasts six weeks at most"),
    "login-return": (
        "Die Rücksprungadresse ist keine Seite dieser Anwendung",
        "The address to return to is no page of this application",
    ),
    "login-expired": (
        "Diese Anmeldung ist abgelaufen oder schon benutzt",
        "This login has expired or was used before",
    ),
    "login-failed": ("Die Anmeldung ist fehlgeschlagen", "The login failed"),
    "login-provider": ("Der Anmeldedienst antwortet nicht", "The login provider does not answer"),
    "logout-token": ("Kein gültiges Logout-Token", "Not a valid logout token"),
    "no-role": ("Dem Konto ist keine Rolle zugewiesen", "The account has no role here"),
    "not-a-deputy": ("Keine Vertretung für diese Person", "Not a deputy of this person"),
    "conflict-statement": (
        "Bitte zuerst erklären, ob ein Ausschlussgrund besteht (§ 20 VwVfG)",
        "Please state first whether you are excluded (§ 20 VwVfG)",
    ),
    "conflict": ("Ausgeschlossen nach § 20 VwVfG", "Excluded under § 20 VwVfG"),
    "request-malformed": ("Die Anfrage ist nicht eindeutig", "The request is ambiguous"),
    "request-timeout": ("Die Anfrage kam zu langsam", "The request came too slowly"),
    "internal": ("Interner Fehler", "Internal error"),
}

#: The code of a problem of which only the status is known.
BY_STATUS: Mapping[int, str] = {
    400: "json-malformed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict-state",
    413: "payload-too-large",
    412: "stale-version",
    415: "unsupported-media-type",
    422: "validation-failed",
    428: "precondition-required",
    429: "too-many-requests",
    431: "header-too-large",
    503: "unavailable",
}

"""Who comes to the portal: people who apply, employers who come by a link, and what they type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient

from akzess.scenario_file import applications
from akzess.scenarios import folder

from ..status.conftest import PDF


@dataclass
class Person:
    """A browser on the web, without an account."""

    client: TestClient
    csrf: str = ""
    reference: str = ""
    code: str = ""
    version: int = 1
    sent: int = 0

    def begins(self, language: str = "de") -> Any:
        answer = self.client.post("/portal/drafts", json={"language": language})
        if answer.status_code == 201:
            found = answer.json()
            self.csrf, self.reference, self.code, self.version = found["csrf"], found["reference"], found["code"], 1
        return answer

    def returns(self, reference: str, code: str) -> Any:
        answer = self.client.post("/portal/session", json={"reference": reference, "code": code})
        if answer.status_code == 200:
            self.csrf = answer.json()["csrf"]
            self.version = self.sees()["version"]
        return answer

    def sees(self, lang: str = "de") -> dict[str, Any]:
        answer = self.client.get("/portal/draft", params={"lang": lang}, headers={"X-CSRF": self.csrf})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def saves(self, answers: dict[str, Any], page: str = "person", version: int | None = None) -> Any:
        headers = {"X-CSRF": self.csrf, "If-Match": f'"{version or self.version}"'}
        answer = self.client.put("/portal/draft", json={"answers": answers, "page": page}, headers=headers)
        if answer.status_code == 200:
            self.version = answer.json()["version"]
        return answer

    def uploads(self, code: str, content: bytes = PDF, name: str = "pass.pdf", key: str | None = None) -> Any:
        self.sent += 1
        headers = {"X-CSRF": self.csrf, "Idempotency-Key": key or f"portal-upload-{self.sent:06d}"}
        files = {"file": (name, content, "application/pdf")}
        return self.client.post("/portal/draft/files", data={"code": code}, files=files, headers=headers)

    def submits(self, **more: Any) -> Any:
        body = {"truth": True, "notice": True} | more
        return self.client.post("/portal/draft/submit", json=body, headers={"X-CSRF": self.csrf})

    def invites(self) -> str:
        """The token of a link for the employer."""
        answer = self.client.post("/portal/draft/invitations", headers={"X-CSRF": self.csrf})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["path"]).partition("#")[2]


@dataclass
class Employer:
    """A browser that came by a link."""

    client: TestClient
    csrf: str = ""

    def comes(self, token: str) -> Any:
        answer = self.client.post("/portal/employer/session", json={"token": token})
        if answer.status_code == 200:
            self.csrf = answer.json()["csrf"]
        return answer

    def sees(self) -> Any:
        return self.client.get("/portal/employer/part", headers={"X-CSRF": self.csrf})

    def begins(self) -> dict[str, str]:
        """Without a link; number and code."""
        begun = self.client.post("/portal/employer/begin", json={"language": "de"})
        assert begun.status_code == 201, begun.text
        self.csrf = begun.json()["csrf"]
        return {name: begun.json()[name] for name in ("reference", "code")}

    def returns(self, keys: dict[str, str]) -> Any:
        answer = self.client.post("/portal/employer/resume", json=keys)
        if answer.status_code == 200:
            self.csrf = answer.json()["csrf"]
        return answer

    def types(self, answers: dict[str, Any]) -> Any:
        body = {"answers": answers, "language": "de"}
        return self.client.put("/portal/employer/part", json=body, headers={"X-CSRF": self.csrf})

    def answers(self, answers: dict[str, Any], *, signed: bool = True) -> Any:
        body = {"answers": answers, "signed": signed}
        return self.client.post("/portal/employer/part", json=body, headers={"X-CSRF": self.csrf})


def application(key: str = "engineer") -> dict[str, Any]:
    """What an applicant types: the example without what clerks judge and what is confirmed at the end."""
    found = dict(applications(folder())[key])
    for name in ("judgement", "docs", "truthDeclaration", "infoNotice"):
        found.pop(name, None)
    found["job"] = {name: value for name, value in found.get("job", {}).items() if name != "kldb"}
    return found


DECLARATION = {
    "employer": {
        "name": "Beispiel Software GmbH",
        "address": {"street": "Beispielweg", "houseNo": "2", "plz": "01069", "city": "Dresden"},
        "contact": "Petra Beispiel",
        "phone": "+493517654321",
        "email": "personal@beispiel.example.org",
        "betriebsnummer": "09912342",
        "foundedWithin24Months": False,
    },
    "job": {
        "title": "Softwareentwickler",
        "description": "Entwicklung von Steuerungssoftware",
        "start": "2026-12-01",
        "hoursPerWeek": 40,
        "workTimeType": "VOLLZEIT",
        "vacationDays": 28,
        "workPlaceType": "BETRIEBSSITZ",
        "category": "REGULAR",
    },
    "pay": {"gross": 4400, "grossUnit": "MONAT", "annualGross": 52800, "socialInsuranceDE": True},
    "jobWillBePerformed": True,
    "declarationPlace": "Dresden",
    "declarationDate": "2026-10-21",
}

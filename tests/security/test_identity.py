"""The rows A01 to A03 of the corpus: forged tokens, logins that were not begun here, sessions that are over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from akzess.clocks import MovableClock
from service.identity import hash_password

from ..access.office import MORNING, account
from ..identity.conftest import ANNA, SingleSignOn, opened
from ..identity.provider import Login, Provider, by_hand, running, stranger, unsigned, with_shared_secret
from .corpus_files import added, events, outcome, row

CLERK = "akz-clerk.dd"


@pytest.fixture
def sso(store: Any) -> Iterator[SingleSignOn]:
    """An office with a provider, on each store."""
    with running(MovableClock(MORNING).now) as provider, opened(store, provider) as office:
        provider.now = office.clock.now
        yield SingleSignOn(office, provider)


# -- A01


def forgery(provider: Provider, how: dict[str, Any], made: list[str]) -> Callable[[Any, Any], str]:
    """What makes a variant of the file out of the provider's token; it is also kept in `made`."""

    def forge(header: dict[str, Any], claims: dict[str, Any]) -> str:
        at = int(provider.now().timestamp())
        header |= how.get("header", {})
        claims |= how.get("claims", {}) | {name: at + more for name, more in how.get("seconds", {}).items()}
        for part in (header, claims):
            for name in [name for name, value in part.items() if value is None]:
                del part[name]
        match how.get("sign"):
            case "none":
                token = unsigned(header, claims, how.get("signature", ""))
            case "public-key-as-secret":
                token = with_shared_secret(provider.public_pem(), header, claims)
            case "stranger":
                token = by_hand(stranger(), header, claims)
            case _:
                token = by_hand(provider.key, header, claims)
        made.append(token)
        return token

    return forge


def test_a01_forged_tokens_open_nothing(sso: SingleSignOn) -> None:
    corpus = row("identity", "A01")
    found, wanted = {}, {}
    for name, how in corpus["variants"].items():
        before, made = events(sso.office.store), list[str]()
        sso.provider.forge = forgery(sso.provider, how, made)
        browser = sso.office.browser()
        answer = sso.arrive(browser)
        after = events(sso.office.store)
        bearer = browser.client.get("/me", headers={"Authorization": f"Bearer {made[0]}"})
        found[name] = (outcome(answer), added(before, after), browser.cookie, outcome(bearer),
                       added(after, events(sso.office.store)))  # fmt: skip
        expect, also = corpus["expect"], corpus["expectBearer"]
        wanted[name] = ({"status": expect["status"], "code": expect["code"]}, {expect["event"]: 1}, "",
                        {"status": also["status"], "code": also["code"]}, {also["event"]: 1})  # fmt: skip

    assert found == wanted


def test_the_same_provider_lets_in_whom_nobody_forged(sso: SingleSignOn) -> None:
    """Otherwise A01 would prove nothing."""
    assert sso.arrive(sso.office.browser()).status_code == 302


# -- A02


def begun(sso: SingleSignOn) -> tuple[Any, str]:
    """A browser that has come back from the provider, and the address that it was sent to, not yet visited."""
    browser = sso.office.browser()
    return browser, sso.provider.visit(sso.depart(browser).headers["location"], ANNA)


def wrong_logins(sso: SingleSignOn) -> dict[str, Callable[[], Any]]:
    provider, office = sso.provider, sso.office

    def changed(change: Callable[[dict[str, str]], dict[str, str]]) -> Any:
        provider.answer = change
        browser, back = begun(sso)
        provider.answer = lambda given: given
        return browser.client.get(back)

    def twice(second: Callable[[Any, str], Any]) -> Any:
        browser, back = begun(sso)
        attempt = browser.client.cookies["__Host-akzess-login"]
        assert browser.client.get(back).status_code == 302
        # A thief would still have the cookie that the browser has thrown away.
        browser.client.headers["Cookie"] = f"__Host-akzess-login={attempt}"
        return second(browser, back)

    def with_old_code(browser: Any, back: str) -> Any:
        del browser.client.headers["Cookie"]
        code = back.split("code=")[1]
        provider.answer = lambda given: given | {"code": code}
        answer = browser.client.get(provider.visit(sso.depart(browser).headers["location"], ANNA))
        provider.answer = lambda given: given
        return answer

    def of_another_browser() -> Any:
        _, back = begun(sso)
        other, _ = begun(sso)
        return other.client.get(back)

    def too_old() -> Any:
        browser, back = begun(sso)
        office.clock.advance(timedelta(minutes=10))
        return browser.client.get(back)

    def code_of_another() -> Any:
        _, other = begun(sso)
        return changed(lambda given: given | {"code": other.split("code=")[1]})

    def same_attempt_again(browser: Any, back: str) -> Any:
        return browser.client.get(back)

    def refused_login() -> Any:
        browser = office.browser()
        address = sso.depart(browser).headers["location"]
        return browser.client.get(provider.visit(address, Login("x", "X", [], [], locked=True)))

    def returning(address: str) -> Any:
        return sso.depart(office.browser(), address)

    def id_token() -> str:
        claims = {"iss": provider.issuer, "aud": "akzess", "sub": ANNA.sub, "iat": int(provider.now().timestamp())}
        return provider.sign({"alg": "RS256", "kid": "k1"}, claims | {"exp": claims["iat"] + 300})

    def by_a_stranger() -> Any:
        key, provider.key = provider.key, stranger()
        token = provider.logout_token(ANNA)
        provider.key = key
        return sso.says(token)

    yesterday = int(provider.now().timestamp()) - 86_400
    return {
        "missing-state": lambda: changed(lambda given: {"code": given["code"]}),
        "wrong-state": lambda: changed(lambda given: given | {"state": "x" * 43}),
        "no-attempt-in-this-browser": lambda: office.browser().client.get(begun(sso)[1]),
        "attempt-of-another-browser": of_another_browser,
        "attempt-used-twice": lambda: twice(same_attempt_again),
        "attempt-too-old": too_old,
        "code-used-twice": lambda: twice(with_old_code),
        "code-of-another-login": code_of_another,
        "mixed-up-issuer": lambda: changed(lambda given: given | {"iss": "https://evil.example"}),
        "provider-says-no": refused_login,
        "return-to-another-host": lambda: returning("https://evil.example/app/"),
        "return-to-a-scheme-relative-address": lambda: returning("//evil.example/app/"),
        "return-with-backslash": lambda: returning("/app/\\evil.example"),
        "return-with-line-break": lambda: returning("/app/\r\nLocation: https://evil.example"),
        "return-to-javascript": lambda: returning("javascript:alert(1)"),
        "return-outside-the-pages": lambda: returning("/application"),
        "logout-token-of-a-stranger": by_a_stranger,
        "logout-token-with-nonce": lambda: sso.says(provider.logout_token(ANNA, nonce="x")),
        "id-token-as-logout-token": lambda: sso.says(id_token()),
        "logout-token-for-nobody": lambda: sso.says(provider.logout_token(ANNA, sub=None, sid=None)),
        "logout-token-from-yesterday": lambda: sso.says(provider.logout_token(ANNA, iat=yesterday, exp=None)),
    }


def test_a02_only_the_login_that_was_begun_here_is_finished(sso: SingleSignOn) -> None:
    corpus, ways = row("identity", "A02"), wrong_logins(sso)
    found = {}
    for name in corpus["variants"]:
        before = events(sso.office.store)
        found[name] = (outcome(ways[name]()), sum(added(before, events(sso.office.store)).values()))

    assert found == {name: (expect, 1) for name, expect in corpus["variants"].items()}


# -- A03


def over_sessions(sso: SingleSignOn) -> dict[str, Callable[[], str]]:
    """By variant: something that makes a cookie which ought to be worth nothing."""
    office = sso.office

    def changed_password() -> str:
        accounts = office.app.state.context.accounts
        token = accounts.token(accounts[CLERK])[0]
        accounts._fixed[CLERK] = account(CLERK, "akz-clerk", "DD")
        object.__setattr__(accounts._fixed[CLERK], "password_hash", hash_password("ein anderes"))
        return f"Bearer {token}"

    def removed() -> str:
        cookie = office.browser("akz-clerk.l").cookie
        del office.app.state.context.accounts._fixed["akz-clerk.l"]
        return cookie

    def after(minutes: int) -> str:
        cookie = office.browser("akz-second.dd").cookie
        office.clock.advance(timedelta(minutes=minutes))
        return cookie

    def logged_out() -> str:
        browser = office.browser(CLERK)
        cookie = browser.cookie
        browser.post("/logout")
        return cookie

    def out_at_the_provider() -> str:
        cookie = sso.logged_in().cookie
        sso.says(sso.provider.logout_token(ANNA))
        return cookie

    def before_login() -> str:
        browser = office.browser(CLERK)
        cookie = browser.cookie
        browser.log_in(CLERK)
        return cookie

    def attempt() -> str:
        browser = office.browser()
        sso.depart(browser)
        return str(browser.client.cookies.get("__Host-akzess-login"))

    return {
        "chosen-before-login": lambda: "chosen",
        "cookie-from-before-login": before_login,
        "cookie-after-logout": logged_out,
        "cookie-after-half-an-hour": lambda: after(30),
        "cookie-after-ten-hours": lambda: after(600),
        "after-logout-at-the-provider": out_at_the_provider,
        "after-the-account-was-removed": removed,
        "token-after-the-password-was-changed": changed_password,
        "attempt-of-a-login-as-session": attempt,
    }


def test_a03_what_is_over_is_over_with_the_next_request(sso: SingleSignOn) -> None:
    corpus, ways = row("identity", "A03"), over_sessions(sso)
    found = {}
    for name in corpus["variants"]:
        value = ways[name]()
        headers = {"Authorization": value} if value.startswith("Bearer") else {"Cookie": f"__Host-akzess={value}"}
        found[name] = outcome(sso.office.browser().client.get("/me", headers=headers))

    assert found == dict.fromkeys(corpus["variants"], corpus["expect"])

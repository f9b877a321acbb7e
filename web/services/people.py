"""The person who is signed in, as services, views and templates see them."""

from __future__ import annotations

from dataclasses import dataclass, field

from web.models import LEGAL, NATURAL, OFFICER, Account

PASSWORD, SECOND_FACTOR = "password", "second_factor"


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, in one session (also what Flask-Login carries).

    `is_verified` says whether the enterprise's identity is verified, or the person's own where there is no enterprise;
    `held_at` what must be done before anything else: choose a password, set up the second factor, or nothing ('').
    """

    account_id: int
    login_name: str
    display_name: str
    kind: str
    role: str | None
    authority: str | None
    manages: bool
    enterprise_id: int | None
    enterprise_name: str
    is_verified: bool
    held_at: str = ""
    session_id: int = 0
    token: str = field(default="", repr=False)

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def is_officer(self) -> bool:
        return self.kind == OFFICER

    @property
    def is_legal(self) -> bool:
        return self.kind == LEGAL

    @property
    def is_natural(self) -> bool:
        return self.kind == NATURAL

    def get_id(self) -> str:
        """What the browser carries: the secret of the session."""
        return self.token


def person_of(account: Account, *, held_at: str = "", session_id: int = 0, token: str = "") -> SignedIn:
    """The person of an account."""
    enterprise = account.enterprise
    return SignedIn(
        account_id=account.id,
        login_name=account.login_name,
        display_name=account.display_name,
        kind=account.kind,
        role=account.role,
        authority=account.authority,
        manages=account.manages,
        enterprise_id=account.enterprise_id,
        enterprise_name=enterprise.name if enterprise else "",
        is_verified=(enterprise.verified_at if enterprise else account.verified_at) is not None,
        held_at=held_at,
        session_id=session_id,
        token=token,
    )

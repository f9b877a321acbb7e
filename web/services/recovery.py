"""Getting back into an account: its login name is sent to the telephone or mailbox it is bound to; its password is set
anew by whoever receives what is sent there.

Nobody learns who has an account. A code or a link for a password goes out only where the account that was named is bound
to the address that was named; otherwise it is counted and kept like any other, and not sent. What is counted is the pair
that was typed, so that a stranger who knows a login name uses up nothing of its owner.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from web import messages_account_settings
from web import messages_recovery as messages
from web.carriers import MAIL, SMS
from web.models import LEGAL, NATURAL, Account
from web.platform import Platform
from web.services import codes, contacts, delivery, events
from web.services.account_changes import give_password, lock_account
from web.services.codes import Checked, Expired, Followed, Issued, Request, Right
from web.services.logins import find_login, normal_login_name
from web.services.passwords import hash_password
from web.services.sessions import Place

NAME, PASSWORD, PASSWORD_LINK = "recover_name", "recover_password", "recover_password_link"
_NOBODY = "-"


@dataclass(frozen=True)
class Wanted:
    """Whose login name is looked for: a legal person by name and code, a natural one by name and number."""

    kind: str
    name: str
    number: str = field(repr=False)


@dataclass(frozen=True)
class Claim:
    """Whose account it is said to be (a login name, a credit code or an identity number, as it was typed), and to which
    telephone or mailbox it is said to be bound."""

    who: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True)
class Recovered:
    """The password is set."""

    account_id: int


@dataclass(frozen=True)
class Refusal:
    """Why it is not: a code or a link that is not right, or a password that has the login name in it."""

    code: Checked | None = None
    named: bool = False


def channel_of(address: str) -> str:
    """By what a message reaches this address."""
    return MAIL if "@" in address else SMS


# --- Login names ---------------------------------------------------------------------------------------------


def send_name_code(platform: Platform, address: str, place: Place) -> Issued:
    """Send a code to the telephone or mailbox of somebody who looks for login names, whoever it is."""
    with platform.database.write() as session:
        return codes.send_code(platform, session, _name_request(address, place), channel_of(address))


def send_names(platform: Platform, wanted: Wanted, address: str, code: str, place: Place) -> Checked:
    """Send the login names that are bound to this address and fit; or that there are none. Only the owner of the
    address learns which."""
    with platform.database.write() as session:
        checked = codes.check_code(platform, session, _name_request(address, place), code)
        if not isinstance(checked, Right):
            return checked  # committed: a wrong try counts
        found = _find(platform, session, wanted, address)
        for each in found:
            events.record(
                session, platform.clock, "login_name_sent", f"account:{each.id}", account_id=each.id
            )
        text, channel = messages.names_text([each.login_name for each in found]), channel_of(address)
        delivery.queue(
            platform,
            session,
            channel,
            address,
            messages_account_settings.mail(text) if channel == MAIL else text,
            purpose=NAME,
            subject=messages.NAMES_SUBJECT if channel == MAIL else "",
        )
        return checked


def _find(platform: Platform, session: Session, wanted: Wanted, address: str) -> Sequence[Account]:
    which = contacts.EMAIL if channel_of(address) == MAIL else contacts.MOBILE
    bound = contacts.find_accounts(platform, session, which, address)
    return [each for each in bound if each.active and _fits(each, wanted)]


def _fits(account: Account, wanted: Wanted) -> bool:
    """Whether this is the account of whom is looked for. A colleague who never gave a number is found by name alone: the
    address is proved."""
    if account.kind != wanted.kind:
        return False
    if account.kind == LEGAL:
        firm = account.enterprise
        return firm is not None and firm.credit_code == wanted.number and _same(firm.name, wanted.name)
    if account.kind == NATURAL:
        return account.id_number in {None, wanted.number} and _same(account.display_name, wanted.name)
    return False


def _same(name: str, typed: str) -> bool:
    return _plain(name) == _plain(typed)


def _plain(name: str) -> str:
    """A name without what people type differently: blanks, and the width of brackets."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _name_request(address: str, place: Place) -> Request:
    return Request(NAME, f"recover {address}", address, place.address)


# --- Passwords -----------------------------------------------------------------------------------------------


def send_password_code(platform: Platform, claim: Claim, place: Place) -> Issued:
    """Send a code to the telephone, if it is the one the account is bound to."""
    with platform.database.write() as session:
        return send_claim_code(platform, session, PASSWORD, claim, place)


def set_password_by_code(
    platform: Platform, claim: Claim, code: str, password: str, place: Place
) -> Recovered | Refusal:
    """Set a new password for whoever holds the code. The slow hash is reckoned first, whether the code is right or not."""
    kept = hash_password(password)
    with platform.database.write() as session:
        asked = claim_request(PASSWORD, claim, place)
        checked = codes.check_code(platform, session, asked, code)
        if not isinstance(checked, Right):
            return Refusal(checked)  # committed: a wrong try counts
        account = find_claimed(platform, session, claim)
        if account is None:
            return Refusal(Expired())
        if has_name(password, account):
            codes.give_back_code(platform, session, asked)
            return Refusal(named=True)
        give_password(platform, session, lock_account(session, account.id), kept, channel_of(claim.address))
        return Recovered(account.id)


def send_password_link(
    platform: Platform, claim: Claim, place: Place, address_of: Callable[[str], str]
) -> Issued:
    """Mail a link to the mailbox, if it is the one the account is bound to."""
    with platform.database.write() as session:
        account = find_claimed(platform, session, claim)
        about = f"{_stamp(account)} {claim.address} {normal_login_name(claim.who)}"
        asked = Request(PASSWORD_LINK, about, claim.address, place.address, quiet=account is None)
        return codes.send_link(platform, session, asked, address_of, messages.LINK_SUBJECT)


def look_at_link(platform: Platform, token: str) -> Followed:
    """Whether a link would open, without using it up."""
    with platform.database.read() as session:
        found = codes.look_at_link(platform, session, PASSWORD_LINK, token)
        return found if not isinstance(found, Right) or _owner(platform, session, found) else Expired()


def set_password_by_link(platform: Platform, token: str, password: str) -> Recovered | Refusal:
    """Set a new password for whoever holds the link, and use the link up."""
    kept = hash_password(password)
    with platform.database.write() as session:
        found = codes.look_at_link(platform, session, PASSWORD_LINK, token)
        account = _owner(platform, session, found) if isinstance(found, Right) else None
        if account is not None and has_name(password, account):
            return Refusal(named=True)
        used = codes.use_link(platform, session, PASSWORD_LINK, token)
        if not isinstance(used, Right):
            return Refusal(used)
        if account is None:
            return Refusal(Expired())
        give_password(platform, session, lock_account(session, account.id), kept, MAIL)
        return Recovered(account.id)


def has_name(password: str, account: Account) -> bool:
    """Whether a password holds the login name."""
    return account.login_name.casefold() in password.casefold()


def _owner(platform: Platform, session: Session, link: Right) -> Account | None:
    """Whose link it is, as long as neither the mailbox nor the password has changed since it was sent."""
    stamp, address, who = link.subject.split(" ", 2)
    account = find_claimed(platform, session, Claim(who, address))
    return account if account is not None and _stamp(account) == stamp else None


def _stamp(account: Account | None) -> str:
    """What is another one as soon as the password is."""
    if account is None or account.password_set_at is None:
        return _NOBODY
    return account.password_set_at.isoformat()


# --- Claims --------------------------------------------------------------------------------------------------


def find_claimed(platform: Platform, session: Session, claim: Claim) -> Account | None:
    """The account that was named, if it is open and bound to the address that was named."""
    account = find_login(platform, session, claim.who).account
    if account is None or not account.active:
        return None
    bound = account.email if channel_of(claim.address) == MAIL else account.mobile
    return account if bound is not None and bound.casefold() == claim.address.casefold() else None


def send_claim_code(platform: Platform, session: Session, purpose: str, claim: Claim, place: Place) -> Issued:
    """Send a code where a claim is right; keep one that nobody knows where it is not."""
    quiet = find_claimed(platform, session, claim) is None
    asked = claim_request(purpose, claim, place, quiet=quiet)
    return codes.send_code(platform, session, asked, channel_of(claim.address))


def claim_request(purpose: str, claim: Claim, place: Place, *, quiet: bool = False) -> Request:
    """What is counted: the pair that was typed, for each purpose."""
    subject = f"{purpose} {claim.address} {normal_login_name(claim.who)}"
    return Request(purpose, subject, claim.address, place.address, quiet)

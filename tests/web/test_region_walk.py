"""Every route of officers, asked by officers of every level here, beside, above and below: nobody reaches records of a
region that is not theirs. Routes are taken from the application, so that a new one is walked by itself; one that names a
record nobody has made here yet fails until it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from tests.databases import give_tables
from tests.web.administrators import make_officer
from tests.web.cases import make_filled_draft
from tests.web.files import PDF
from tests.web.identities import make_legal
from tests.web.support import FACTS, Time, make_config, make_firm, sign_in
from web.application import create_application
from web.models import Event, Upload
from web.models_accounts import IdentityFile, IdentityRequest, Invitation
from web.models_review import (
    Announcement,
    AnnouncementFile,
    Case,
    Certification,
    Objection,
    SavedView,
    Window,
)
from web.platform import Platform
from web.services.people import SignedIn
from web.services.permissions import OF_OFFICERS
from web.services.submissions import submit

MINISTRY, FUJIAN, XIAMEN, JIMEI = "000000", "350000", "350200", "350211"
HERE = (JIMEI, XIAMEN, MINISTRY)
"""The chain of what is asked for: a county of a city that acts as a province."""

ELSEWHERE = {
    "province above a city that acts as one": FUJIAN,
    "county beside": "350212",
    "city beside": "350100",
    "zone in the county": "3502Z1",
    "city that acts as a province": "440300",
    "another province": "440000",
    "a county far away": "440305",
    "a city far away": "440100",
}
NO = frozenset({403, 404})
RESERVED = frozenset(
    {
        "GET desk_announcements.begin",
        "GET desk_announcements.index",
        "GET windows.ask",
        "GET windows.index",
    }
)
"""Lists that only some levels have."""

UNREACHED = frozenset({"GET case_sections.show", "POST case_sections.save", "GET desk_identities.image"})
"""What nobody reaches here: the form that was sent has no section that authorities
fill, and what proves the identity is no picture."""

ASKED = ("GET", "POST")


@dataclass(frozen=True)
class Ground:
    """The application with one record of each kind, all of one county, and officers of everywhere."""

    application: Flask
    platform: Platform
    records: Mapping[str, Any]
    names: Mapping[str, str]
    """Login names: of an authority, and with '+' of one who looks after its accounts."""
    secrets: tuple[str, ...]
    """What only officers of the chain may read."""


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder: Path = tmp_path_factory.mktemp("walk")
    application = create_application(
        make_config(folder, f"sqlite:///{folder / 'walk.sqlite'}"), clock=Time().clock
    )
    application.config["WTF_CSRF_ENABLED"] = False  # what is asked here is who may, not how it is asked
    platform: Platform = application.extensions["tidu"]
    give_tables(platform.database)
    names: dict[str, str] = {}
    people: dict[str, SignedIn] = {}
    for code in (*HERE, *ELSEWHERE.values()):
        for mark in ("", "+"):
            names[code + mark] = f"walker-{code.lower()}{'-m' if mark else ''}"
            people[code + mark] = make_officer(platform, names[code + mark], code, manages=bool(mark))
    records, secrets = _records(platform, people[JIMEI].account_id)
    yield Ground(application, platform, records, names, secrets)
    platform.database.dispose()


def _records(platform: Platform, walker_id: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    firm = make_firm(platform)
    draft_id = make_filled_draft(platform, firm)
    assert submit(platform, draft_id, firm.enterprise_id, firm.account_id, "walk")
    content = platform.storage.put(BytesIO(PDF), len(PDF))
    colleague = make_officer(platform, "walked-officer", JIMEI, manages=False)
    asking = make_legal(platform, "91350211MADEM01269", "walked-legal")
    now, today = platform.clock.now(), platform.clock.today()
    with platform.database.write() as session:
        case = session.scalars(select(Case)).one()
        upload = session.scalars(select(Upload.id).limit(1)).one()
        rows: dict[str, Any] = {
            "window": _window(now, today),
            "announcement": _announcement(now),
            "certification": _certification(firm.enterprise_id, now, today),
            "objection": Objection(
                case_id=case.id, text="示例异议", received=today, account_id=colleague.account_id, at=now
            ),
            "view": SavedView(account_id=walker_id, name="示例", query="state=waiting"),
            "request": _request(asking.account_id, asking.enterprise_id, now),
            "invitation": _invitation(colleague.account_id, now),
        }
        session.add_all(rows.values())
        session.flush()
        file = AnnouncementFile(
            announcement_id=rows["announcement"].id, name="a.pdf", size=1, sha256=content.sha256, kind="pdf"
        )
        proof = _proof(rows["request"].id, content.sha256)
        session.add_all((file, proof))
        session.flush()
        return {
            "case_id": case.id,
            "file_id": upload,
            "section": "finance",
            "objection_id": rows["objection"].id,
            "window_id": rows["window"].id,
            "announcement_id": rows["announcement"].id,
            "desk_announcements.file_id": file.id,
            "certification_id": rows["certification"].id,
            "view_id": rows["view"].id,
            "enterprise_id": firm.enterprise_id,
            "request_id": rows["request"].id,
            "desk_identities.file_id": proof.id,
            "invitation_id": rows["invitation"].id,
            "administration_accounts.account_id": firm.account_id,
            "administration_officers.account_id": colleague.account_id,
            "case_deeds.deed": "begin",
            "administration_accounts.deed": "disable",
            "administration_officers.deed": "disable",
            "windows.deed": "close",
        }, (str(FACTS["enterprise.name"]), case.number, case.credit_code)


def _window(now: Any, today: date) -> Window:
    return Window(
        procedure="declare_innovative",
        authority=XIAMEN,
        title="示例时间",
        opens=today,
        closes=today + timedelta(days=9),
        made_at=now,
    )


def _announcement(now: Any) -> Announcement:
    return Announcement(authority=XIAMEN, title="示例", body="示例", made_at=now, changed_at=now)


def _certification(enterprise_id: int, now: Any, today: date) -> Certification:
    return Certification(
        enterprise_id=enterprise_id,
        fact="certification.innovative",
        authority=XIAMEN,
        since=today - timedelta(days=9),
        until=today + timedelta(days=900),
        made_at=now,
    )


def _request(account_id: int, enterprise_id: int | None, now: Any) -> IdentityRequest:
    return IdentityRequest(
        kind="legal",
        account_id=account_id,
        enterprise_id=enterprise_id,
        region=JIMEI,
        name="示例注册有限公司",
        number="91350211MADEM01269",
        number_key="walk",
        details="{}",
        made_at=now,
    )


def _proof(request_id: Any, sha256: str) -> IdentityFile:
    return IdentityFile(
        request_id=request_id, purpose="licence", name="a.pdf", size=1, sha256=sha256, kind="pdf"
    )


def _invitation(account_id: int, now: Any) -> Invitation:
    return Invitation(
        kind="officer",
        authority=JIMEI,
        name="示例",
        address="walked@example.com",
        address_key="walk",
        invited_by=account_id,
        invited_at=now,
        expires_at=now + timedelta(days=7),
    )


# --- The walk ------------------------------------------------------------------------------------------------


def access_of(ground: Ground, route: Rule) -> str | None:
    """The mark of a route: who may open it."""
    return getattr(ground.application.view_functions[route.endpoint], "access", None)


def routes(ground: Ground) -> list[tuple[Rule, str]]:
    """Every route of officers, with each way it is asked."""
    found = []
    for each in ground.application.url_map.iter_rules():
        if access_of(ground, each) in OF_OFFICERS:
            found += [(each, method) for method in ASKED if method in (each.methods or ())]
    return found


def path_of(ground: Ground, route: Rule) -> str:
    """The address of a route for the records there are."""
    blueprint = route.endpoint.partition(".")[0]
    records = ground.records
    values = {name: records.get(f"{blueprint}.{name}", records.get(name)) for name in route.arguments}
    assert None not in values.values(), f"{route.rule} names a record that the walk does not make"
    with ground.application.test_request_context():
        return ground.application.url_for(route.endpoint, **values)


def client_of(ground: Ground, who: str) -> FlaskClient:
    client = ground.application.test_client()
    assert sign_in(client, ground.names[who]).status_code == 302
    return client


def ask(client: FlaskClient, path: str, method: str) -> tuple[int, str]:
    response = client.open(path, method=method, data={} if method == "POST" else None)
    found = response.status_code, response.get_data(as_text=True)
    response.close()
    return found


def events_about(ground: Ground) -> int:
    with ground.platform.database.read() as session:
        about = Event.subject == f"case:{ground.records['case_id']}"
        return session.scalar(select(func.count(Event.id)).where(about)) or 0


MANAGED = frozenset({"manage_officers", "manage_accounts"})
SILENT = frozenset(
    {"desk.remove_view", "administration_invitations.resend", "administration_invitations.withdraw"}
)
"""What does nothing, and says nothing, where the record is somebody else's."""


def walker(ground: Ground, route: Rule, code: str) -> str:
    """Who walks a route for an authority: whoever could at home."""
    access = access_of(ground, route)
    return f"{code}+" if access in MANAGED else code


def answers(
    ground: Ground, codes: tuple[str, ...], *, with_record: bool
) -> Iterator[tuple[str, str, int, str]]:
    """What everybody of these authorities is answered: where, who, the status, the page."""
    clients = {f"{code}{mark}": client_of(ground, code + mark) for code in codes for mark in ("", "+")}
    for route, method in routes(ground):
        if bool(route.arguments) is not with_record:
            continue
        path = path_of(ground, route)
        for code in codes:
            status, page = ask(clients[walker(ground, route, code)], path, method)
            yield f"{method} {route.endpoint}", code, status, page


def test_nobody_elsewhere_reaches_a_record(ground: Ground) -> None:
    before = events_about(ground)
    reached = {
        (where, who, status)
        for where, who, status, page in answers(ground, tuple(ELSEWHERE.values()), with_record=True)
        if status not in NO and where.partition(" ")[2] not in SILENT
    }
    assert reached == set()
    assert events_about(ground) == before
    with ground.platform.database.read() as session:
        assert session.get(SavedView, ground.records["view_id"]) is not None
        invitation = session.get_one(Invitation, ground.records["invitation_id"])
        assert invitation.withdrawn_at is None
        assert invitation.invited_at == ground.platform.clock.now()


def test_no_list_elsewhere_shows_anything_of_a_record(ground: Ground) -> None:
    shown = {
        (where, who)
        for where, who, status, page in answers(ground, tuple(ELSEWHERE.values()), with_record=False)
        if any(each in page for each in ground.secrets)
    }
    assert shown == set()


def test_lists_open_for_officers_of_every_level(ground: Ground) -> None:
    refused = {
        (where, who, status)
        for where, who, status, _ in answers(ground, HERE, with_record=False)
        if where.startswith("GET") and status != 200 and not (status in NO and where in RESERVED)
    }
    assert refused == set()


def test_case_is_read_by_its_chain_and_its_deeds_are_those_of_whose_turn_it_is(ground: Ground) -> None:
    case = f"/cases/{ground.records['case_id']}"
    found = {
        code: (
            ask(client_of(ground, code), case, "GET")[0],
            ask(client_of(ground, code), f"{case}/deeds/begin", "GET")[0],
        )
        for code in HERE
    }
    assert {code: status[0] for code, status in found.items()} == dict.fromkeys(HERE, 200)
    assert found[JIMEI][1] == 200
    assert 200 not in {found[XIAMEN][1], found[MINISTRY][1]}


@pytest.mark.parametrize("code", HERE)
def test_accounts_are_managed_only_by_those_who_manage(ground: Ground, code: str) -> None:
    client = client_of(ground, code)
    for route, method in routes(ground):
        if access_of(ground, route) in MANAGED:
            assert ask(client, path_of(ground, route), method)[0] == 403, route.endpoint


def test_every_route_with_a_record_is_reached_by_somebody_here(ground: Ground) -> None:
    """Else the refusals elsewhere would say nothing. Done last: it changes the records."""
    tried: dict[str, set[int]] = {}
    for where, _, status, _ in answers(ground, HERE, with_record=True):
        tried.setdefault(where, set()).add(status)
    assert {where for where, several in tried.items() if several <= NO} == UNREACHED

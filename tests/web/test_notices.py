"""What is to be read before a procedure is begun, and whom it is not for."""

from __future__ import annotations

from uuid import UUID

from flask.testing import FlaskClient

from tests.web.pages import form_to, press
from tests.web.support import Firm
from tests.web.test_home import INNOVATIVE, know
from web.platform import Platform
from web.services.drafts import Unread, begin_draft

ZONE = "register_financing"
BEGIN = f"/procedures/{ZONE}/drafts"


def test_notice_is_shown_before_anything_is_begun(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    know(platform, firm, INNOVATIVE)
    page = press(signed_in, form_to(signed_in.get(f"/procedures/{ZONE}").text, BEGIN)).text
    assert 'data-notice data-seconds="10"' in page
    assert "“③选择填写指标”为选填" in page
    assert "依据：填报指引" in page
    assert BEGIN in signed_in.get("/").text


def test_notice_that_was_read_leads_on(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    know(platform, firm, INNOVATIVE)
    notice = press(signed_in, form_to(signed_in.get("/").text, BEGIN))
    response = press(signed_in, form_to(notice.text, BEGIN), follow=False)
    assert response.headers["Location"].startswith("/drafts/")


def test_notice_is_not_shown_again_for_a_draft_under_way(platform: Platform, firm: Firm) -> None:
    know(platform, firm, INNOVATIVE)
    begun = begin_draft(platform, ZONE, firm.enterprise_id, firm.account_id)
    again = begin_draft(platform, ZONE, firm.enterprise_id, firm.account_id, has_read=False)
    assert isinstance(begun, UUID)
    assert again == begun


def test_notice_comes_before_earlier_answers(platform: Platform, firm: Firm) -> None:
    know(platform, firm, INNOVATIVE)
    asked = begin_draft(platform, ZONE, firm.enterprise_id, firm.account_id, carry=None, has_read=False)
    assert isinstance(asked, Unread)


def test_enterprise_of_no_kind_is_told_what_to_check(signed_in: FlaskClient) -> None:
    page = signed_in.get(f"/procedures/{ZONE}").text
    assert "暂时不能办理" in page
    assert "<li>办理对象：融资服务专区面向科技型中小企业、" in page
    for kind in (
        "科技型中小企业（不符的，请核对",
        "创新型中小企业（不符的，请核对",
        "专精特新中小企业（不符的，请核对",
    ):
        assert kind in page
    assert BEGIN not in page


def test_beginning_what_is_not_for_it_leads_to_the_reasons(signed_in: FlaskClient) -> None:
    token = form_to(signed_in.get("/").text, "sign-out").value("csrf_token")
    response = signed_in.post(BEGIN, data={"csrf_token": token})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/procedures/{ZONE}"

"""The enterprise that fills the forms in these tests, as far as all of them know it."""

from typing import Any

FIRM: dict[str, Any] = {
    "enterprise.name": "示例精工有限公司",
    "enterprise.credit_code": "91350100M000100Y43",
    "enterprise.region": "350203",
    "enterprise.industry": "3491",
    "enterprise.contact": "示例甲",
    "enterprise.contact_phone": "0592-5000001",
    "enterprise.registration_date": "2015-06-01",
    "enterprise.size_class": "small",
}

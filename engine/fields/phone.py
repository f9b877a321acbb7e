"""A telephone number of China: mobile, landline (with area code and extension), or either."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.fields.base import Building, Read
from engine.fields.reading import LONGEST_CODE, plain, unreadable
from engine.fields.wording import Wording
from engine.shapes import Entries, Key, OneOf, Schema

_COUNTRY = re.compile(r"(\+|00)86(?=\d{10})")
_MOBILE = re.compile(r"1[3-9]\d{9}\Z", re.ASCII)
_LANDLINE = re.compile(r"(?:(0(?:10|2\d|[3-9]\d{2}))-?)?(\d{7,8})(-\d{1,6})?\Z", re.ASCII)
_SERVICE = re.compile(r"([48]00)-?(\d{3})-?(\d{4})\Z", re.ASCII)
_MOBILE_SCHEMA, _LANDLINE_SCHEMA = r"1[3-9]\d{9}", r"(0\d{2,3}-)?\d{7,8}(-\d{1,6})?|[48]00-\d{3}-\d{4}"


@dataclass(frozen=True)
class Phone(Wording):
    """``type: phone``; `accepts` is ``mobile``, ``landline`` or ``either``."""

    accepts: str = "either"

    kind: ClassVar[str] = "phone"
    keys: ClassVar[Mapping[str, Key]] = {"accepts": Key(OneOf(("mobile", "landline", "either")))}

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Phone":
        return cls(entries.get("accepts", "either"))

    def read_text(self, text: str) -> Read:
        number = None if len(text) > LONGEST_CODE else self._normal(text)
        return unreadable(f"phone_{self.accepts}", text) if number is None else Read(number)

    def _normal(self, text: str) -> str | None:
        """The number as it is kept, None where it is none of those accepted."""
        dialled = plain(text).replace("(", "").replace(")", "-").replace(" ", "")
        digits = _COUNTRY.sub("", dialled.replace("-", ""))
        if self.accepts != "landline" and _MOBILE.match(digits):
            return digits
        if self.accepts == "mobile":
            return None
        return _landline(dialled)

    def schema(self) -> Schema:
        accepted = {"mobile": _MOBILE_SCHEMA, "landline": _LANDLINE_SCHEMA}
        either = accepted.get(self.accepts, f"{_MOBILE_SCHEMA}|{_LANDLINE_SCHEMA}")
        return {"type": "string", "pattern": f"^({either})$"}


def _landline(dialled: str) -> str | None:
    service = _SERVICE.match(dialled)
    if service:
        return "-".join(service.groups())
    found = _LANDLINE.match(dialled)
    if not found:
        return None
    area, number, extension = found.groups(default="")
    return f"{area}-{number}{extension}" if area else f"{number}{extension}"

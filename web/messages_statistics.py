"""What officers read on the overview of their region that is not part of its template."""

from __future__ import annotations

from types import MappingProxyType

from web.services.statistics import CERTIFIED, DECIDED, SENT, Band

STEPS = MappingProxyType(
    {
        SENT: "已提交",
        "county": "到县级",
        "city": "到市级",
        "province": "到省级",
        "ministry": "到工信部",
        DECIDED: "审定通过",
        CERTIFIED: "已认定",
    }
)
BELOW = MappingProxyType({"ministry": "省级和计划单列市", "province": "下级地区", "city": "区县"})
NO_REGION, NO_INDUSTRY = "其他", "行业不详"


def score_band(band: Band) -> str:
    """A column of the scores: from the first on, below the second; the last holds full marks too."""
    return f"{band.low}–{band.high}"


def age_band(band: Band) -> str:
    """A group of ages in days."""
    return f"{band.low}–{band.high - 1} 天" if band.high is not None else f"{band.low - 1} 天以上"

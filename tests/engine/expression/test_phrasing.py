"""Expressions in labels and years."""

import pytest

from engine.expression.phrasing import phrase
from engine.expression.tree import Symbol
from tests.engine.expression.support import expression

LABELS = {
    "revenue": "营业收入总额",
    "rd": "研发费用总额",
    "rd_ratio": "研发费用占比",
    "loan": "贷款余额",
    "grade": "级别",
    "certificates": "认证",
    "exports": "是否出口",
    "listed": "是否上市",
    "scenes": "场景",
    "reached": "等级",
    "income": "收入",
    "industry": "行业",
    "founded": "成立日期",
    "score": "得分",
    "a": "甲",
    "b": "乙",
}


def show(symbol: Symbol, offset: int | None) -> str:
    label = LABELS.get(symbol.name, symbol.name)
    return label if offset is None else f"{label}（{2026 - offset}年）"


def said(text: str, language: str = "zh", offset: int | None = None) -> str:
    return phrase(expression(text, yearly=True).tree, show, language, offset)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rd[1] / revenue[1]", "研发费用总额（2025年）÷ 营业收入总额（2025年）"),
        ("rd_ratio[1] >= 3%", "研发费用占比（2025年）≥ 3%"),
        ("every(rd_ratio[1..2] >= 3%)", "近2年研发费用占比 ≥ 3%（每年均满足）"),
        ("sum(revenue[1..3])", "近3年营业收入总额合计"),
        ("growth(revenue)[1] >= 15%", "营业收入总额（2025年）增长率 ≥ 15%"),
        ("compound_growth(revenue, 2) >= 5%", "近2年营业收入总额年均复合增长率 ≥ 5%"),
        ("(a + b) * 2 - (a - b)", "（甲 + 乙）× 2 −（甲 − 乙）"),
        ("a * (b * 2) / (a / b)", "甲 × 乙 × 2 ÷（甲 ÷ 乙）"),
        ("loan >= 5000", "贷款余额 ≥ 5,000 万元"),
        ("founded <= months_after(founded, 3)", "成立日期 ≤ 成立日期后 3 个月"),
        ("loan >= 50000000元", "贷款余额 ≥ 50,000,000 元"),
        ("score >= 60", "得分 ≥ 60 分"),
        ("a >= 2020", "甲 ≥ 2020"),
        ("grade is national and not exports", "级别为“national” 且 是否出口为“否”"),
        ("a >= 1 and (exports or listed)", "甲 ≥ 1 且（是否出口为“是” 或 是否上市为“是”）"),
        ("grade >= province", "级别不低于“province”"),
        ("certificates has iso9001", "认证包含“iso9001”"),
        ("certificates has not any [iso9001, none]", "认证不包含“iso9001”“none”中的任何一项"),
        ("industry in [13..39 except 391]", "行业属于13 至 39（391除外）"),
        ("industry not in [39]", "行业不属于39"),
        ("count(scenes where reached >= 4) >= 10", "场景中符合（等级不低于“4”）的项数 ≥ 10"),
        ("sum(scenes.income) >= 100", "场景的收入合计 ≥ 100 万元"),
        ("if exports then a else b", "若是否出口为“是”，则甲，否则乙"),
        ("default(a, 0)", "甲（未填写时按 0 计）"),
        ("founded <= 2024-01-31", "成立日期 ≤ 2024年1月31日"),
        ("max(a, b)", "甲、乙中的最大值"),
    ],
)
def test_an_expression_reads_like_the_policy(text: str, words: str) -> None:
    assert said(text) == words


def test_a_yearly_expression_is_said_of_one_year() -> None:
    assert said("revenue - revenue[prior]", offset=1) == "营业收入总额（2025年）− 营业收入总额（2024年）"


def test_it_is_also_said_in_english() -> None:
    assert said("every(rd_ratio >= 3%)", "en") == "研发费用占比 ≥ 3% (in every year)"


def test_options_are_said_by_their_labels() -> None:
    tree = expression("grade is national").tree
    assert (
        phrase(tree, show, option=lambda symbol, option: f"{symbol.name}:{option}")
        == "级别为“grade:national”"
    )


def test_a_conversion_between_units_is_not_said() -> None:
    assert said("max(loan, cash)") == "贷款余额、cash中的最大值"

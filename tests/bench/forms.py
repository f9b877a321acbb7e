"""Synthetic forms of any size, the mix of questions and rules that the measurements are taken on."""

from typing import Any


def mixed_form(questions: int = 100, name: str = "f100") -> str:
    """A form of `questions` questions: in every hundred 40 integers, 20 decimals, 20 single choices, 10 multiple, 10
    texts; 20 visibility rules, 20 checks across fields, 20 computed sums, and one score over the single choices."""
    hundreds = questions // 100
    lines = [f"form: {name}", "title: 测速表", "edition: 2026-01-01", "sections:"]
    for block in range(hundreds):
        lines += _section(block)
    lines += ["checks:"]
    for block in range(hundreds):
        for k in range(20):
            lines.append(
                f"  - {{ensure: i{block}_{k} <= i{block}_{k + 20}, message: 第{k + 1}项不能大于第{k + 21}项, at: i{block}_{k}}}"
            )
    lines += _score(hundreds)
    return "\n".join(lines) + "\n"


def _section(block: int) -> list[str]:
    yes_or_no = "options: [{id: a, label: 甲}, {id: b, label: 乙}, {id: none, label: 无, exclusive: true}]"
    three = "options: [{id: a, label: 甲, points: 5}, {id: b, label: 乙, points: 3}, {id: c, label: 丙, points: 0}]"
    fields = [
        *(
            f"id: i{block}_{k}, type: integer, label: 整数{k + 1}, min: 0, max: 1000000, required: true"
            + (f", visible: c{block}_{k} is a, counts_as: 0" if k < 20 else "")
            for k in range(40)
        ),
        *(f"id: d{block}_{k}, type: decimal, label: 小数{k + 1}, min: 0, required: true" for k in range(20)),
        *(f"id: c{block}_{k}, type: choice, label: 单选{k + 1}, required: true, {three}" for k in range(20)),
        *(
            f"id: m{block}_{k}, type: choices, label: 多选{k + 1}, required: true, {yes_or_no}"
            for k in range(10)
        ),
        *(
            f"id: t{block}_{k}, type: text, label: 文字{k + 1}, required: true, max_length: 200"
            for k in range(10)
        ),
        *(
            f"id: s{block}_{k}, type: decimal, label: 合计{k + 1}, "
            f"value: i{block}_{k + 20} + d{block}_{k} + d{block}_{(k + 1) % 20}"
            for k in range(20)
        ),
    ]
    heading = [f"  - section: part{block}", f"    title: 第{block + 1}部分", "    fields:"]
    return heading + [f"      - {{{each}}}" for each in fields]


def _score(hundreds: int) -> list[str]:
    out_of = 100 * hundreds
    lines = ["score:", f"  out_of: {out_of}", "  groups:"]
    for block in range(hundreds):
        lines += [
            f"    - id: g{block}",
            f"      title: 第{block + 1}组",
            "      out_of: 100",
            "      indicators:",
        ]
        lines += [
            f"        - {{id: p{block}_{k}, title: 指标{k + 1}, clause: 第{k + 1}条, out_of: 5, of: c{block}_{k}}}"
            for k in range(20)
        ]
    return lines


def answers(questions: int = 100) -> dict[str, Any]:
    """Complete answers to the mixed form."""
    found: dict[str, Any] = {}
    for block in range(questions // 100):
        for k in range(40):
            found[f"i{block}_{k}"] = 10 + k
        for k in range(20):
            found[f"d{block}_{k}"] = f"{k}.25"
            found[f"c{block}_{k}"] = "a" if k % 2 else "b"
        for k in range(10):
            found[f"m{block}_{k}"] = ["a", "b"]
            found[f"t{block}_{k}"] = "示例文字"
    return found

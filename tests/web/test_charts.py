"""The shapes of charts."""

import pytest

from web.charts import Axis, axis, radar


def test_axis_reaches_as_far_as_its_share() -> None:
    assert axis("基础", "37.5", 50) == Axis("基础", 75)


def test_axis_of_nothing_reaches_nowhere() -> None:
    assert axis("基础", 0, 0).reached == 0


def test_radar_begins_upwards_and_goes_clockwise() -> None:
    chart = radar([Axis("上", 100), Axis("右", 50), Axis("下", 100), Axis("左", 0)])
    assert chart is not None
    assert chart.shape == "0,-100 50,0 0,100 0,0"


def test_radar_writes_titles_outside_its_rings() -> None:
    chart = radar([Axis("上", 1), Axis("右", 1), Axis("下", 1), Axis("左", 1)])
    assert chart is not None
    assert [(each.text, each.anchor) for each in chart.labels] == [
        ("上", "middle"),
        ("右", "start"),
        ("下", "middle"),
        ("左", "end"),
    ]


def test_radar_needs_three_axes() -> None:
    assert radar([Axis("一", 1), Axis("二", 1)]) is None


@pytest.mark.parametrize("title", ["质量", "数字化基础设施", "研发费用总额占营业收入总额比重"])
def test_radar_has_room_for_its_titles(title: str) -> None:
    chart = radar([Axis(title, 1)] * 5)
    assert chart is not None
    left, top, width, height = chart.box
    for each in chart.labels:
        assert each.width <= -left == width // 2
        assert all(top + 10 <= line <= top + height for _, line in each.lines)


def test_radar_breaks_long_titles() -> None:
    chart = radar([Axis("数字化基础设施建设", 1)] * 3)
    assert chart is not None
    assert [line for line, _ in chart.labels[0].lines] == ["数字化基础", "设施建设"]

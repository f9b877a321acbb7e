"""Questions that tell people from programs: small sums for a picture, and questions in words for those who cannot see
it or use a screen reader. Pure functions: the source of chance is handed in."""

from __future__ import annotations

import random
import re
import unicodedata
from types import MappingProxyType

Question = tuple[str, str]
"""What is asked, and the one right answer."""

_DIGITS = "零一二三四五六七八九"
_CHINESE = re.compile(r"([一二三四五六七八九两])?(?:(十)([一二三四五六七八九])?)?|零")
_AROUND = re.compile(r"[\s“”‘’\"'「」。，,、.]+")
_WORDS = MappingProxyType(
    {
        "水果": ("苹果", "香蕉", "葡萄", "西瓜", "橘子", "草莓", "桃子", "樱桃"),
        "动物": ("老虎", "兔子", "大象", "猴子", "熊猫", "松鼠", "骆驼", "山羊"),
        "颜色": ("红色", "黄色", "蓝色", "绿色", "紫色", "白色", "黑色", "灰色"),
        "乐器": ("钢琴", "小提琴", "笛子", "二胡", "琵琶", "吉他", "古筝", "唢呐"),
        "家具": ("桌子", "椅子", "衣柜", "沙发", "书架", "茶几", "床", "凳子"),
        "交通工具": ("火车", "汽车", "轮船", "飞机", "自行车", "地铁", "卡车", "公共汽车"),
        "蔬菜": ("白菜", "萝卜", "菠菜", "芹菜", "黄瓜", "茄子", "土豆", "南瓜"),
        "工具": ("锤子", "钳子", "锯子", "扳手", "螺丝刀", "剪刀", "铲子", "斧头"),
    }
)


def sum_in_signs(chance: random.Random) -> Question:
    """`7 + 12 = ?`, or a difference that is not negative."""
    one, other = chance.randint(2, 39), chance.randint(2, 39)
    if chance.random() < 0.5:
        return f"{one} + {other} = ?", str(one + other)
    return f"{max(one, other)} - {min(one, other)} = ?", str(abs(one - other))


def question_in_words(chance: random.Random) -> Question:
    """A question in Chinese words whose answer is a number or a word."""
    kinds = (_sum, _difference, _product, _distance, _odd_one_out)
    return chance.choice(kinds)(chance)


def same_answer(typed: str) -> str:
    """An answer in the one form in which answers are compared: `四十二`, `４２`, ` 42。` are the same."""
    text = _AROUND.sub("", unicodedata.normalize("NFKC", typed))
    number = in_digits(text)
    if number is not None:
        return str(number)
    return str(int(text)) if re.fullmatch("[0-9]{1,9}", text) else text[:40]


def in_words(number: int) -> str:
    """A number below 100 in Chinese: 12 is 十二, 40 is 四十."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"


def in_digits(text: str) -> int | None:
    """The number below 100 that these Chinese words mean; None where they mean none."""
    found = _CHINESE.fullmatch(text)
    if not text or found is None:
        return None
    first, ten, last = found.groups()
    head = 2 if first == "两" else _DIGITS.index(first) if first else 0
    if not ten:
        return head
    return (head or 1) * 10 + (_DIGITS.index(last) if last else 0)


def _sum(chance: random.Random) -> Question:
    one, other = chance.randint(11, 79), chance.randint(3, 19)
    return f"{in_words(one)}加{in_words(other)}等于多少？", str(one + other)


def _difference(chance: random.Random) -> Question:
    one, other = chance.randint(25, 89), chance.randint(3, 19)
    return f"{in_words(one)}减{in_words(other)}等于多少？", str(one - other)


def _product(chance: random.Random) -> Question:
    one, other, more = chance.randint(2, 9), chance.randint(2, 9), chance.randint(1, 9)
    return f"{in_words(one)}乘以{in_words(other)}，再加{in_words(more)}，等于多少？", str(one * other + more)


def _distance(chance: random.Random) -> Question:
    one, other = chance.randint(20, 79), chance.randint(2, 15)
    if chance.random() < 0.5:
        return f"比{in_words(one)}大{in_words(other)}的数是多少？", str(one + other)
    return f"比{in_words(one)}小{in_words(other)}的数是多少？", str(one - other)


def _odd_one_out(chance: random.Random) -> Question:
    kind, other = chance.sample(sorted(_WORDS), 2)
    odd = chance.choice(_WORDS[other])
    listed = [*chance.sample(_WORDS[kind], 5), odd]
    chance.shuffle(listed)
    return f"“{'、'.join(listed)}”里，哪一个不是{kind}？", odd

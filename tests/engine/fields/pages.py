"""A rendered field as a browser sees it: its elements, its ids, what it would post."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "br", "img", "meta", "link", "hr"}


@dataclass
class Element:
    """One element with its attributes and what stands in it."""

    tag: str
    attributes: dict[str, str | None]
    children: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name) or ""

    def has(self, name: str) -> bool:
        return name in self.attributes

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.children)

    def walk(self) -> Iterator["Element"]:
        """This element and all in it; a template's content is no part of the page."""
        yield self
        if self.tag != "template":
            for each in self.children:
                if isinstance(each, Element):
                    yield from each.walk()

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        return [
            each
            for each in self.walk()
            if (not tag or each.tag == tag)
            and all(each[name.rstrip("_")] == value for name, value in attributes.items())
        ]

    def with_class(self, name: str) -> list["Element"]:
        return [each for each in self.walk() if name in each["class"].split()]

    @property
    def ids(self) -> list[str]:
        return [each["id"] for each in self.walk() if each.has("id")]

    def posts(self) -> list[tuple[str, str]]:
        """The names and values a browser sends when no button but "save" is pressed."""
        pairs: list[tuple[str, str]] = []
        for each in self.walk():
            if not each["name"] or each.tag == "button" or each["type"] == "file":
                continue
            if each.tag == "input" and (each["type"] not in ("radio", "checkbox") or each.has("checked")):
                pairs.append((each["name"], each["value"]))
            elif each.tag == "textarea":
                pairs.append((each["name"], each.text.removeprefix("\n")))
            elif each.tag == "select":
                options = each.all("option")
                chosen = [option for option in options if option.has("selected")] or options[:1]
                pairs.append((each["name"], chosen[-1]["value"]))
        return pairs


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute stands twice: {tag} {attrs}"
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [builder.root], f"<{builder.open[-1].tag}> is never closed"
    return builder.root

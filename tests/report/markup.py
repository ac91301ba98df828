"""A page as a test reads it: its elements, what they refer to, and the data in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "input", "br", "wbr", "hr", "img"}


@dataclass
class Element:
    """An element: its tag, its attributes, and the text right in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A parsed page.

    Attributes:
        source: Its text.
        elements: Its elements, in their order.
        faults: Elements that are not closed in their order.
    """

    source: str
    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []
        self.feed(self.source)
        self.close()
        self.faults += [f"<{one.tag}> is never closed" for one in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(self.elements[-1])

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop().tag != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def all(self, tag: str) -> list[Element]:
        """The elements of a tag."""
        return [one for one in self.elements if one.tag == tag]

    @property
    def ids(self) -> list[str]:
        """All ids."""
        return [one.attributes["id"] for one in self.elements if "id" in one.attributes]

    @property
    def scripts(self) -> str:
        """The scripts, one behind the other."""
        return "".join(one.text for one in self.all("script") if "type" not in one.attributes)

    @property
    def data(self) -> dict[str, Any]:
        """The data block."""
        (block,) = (one for one in self.all("script") if one.attributes.get("type") == "application/json")
        assert block.attributes["id"] == "data"
        data: dict[str, Any] = json.loads(block.text)
        return data

    def referred(self) -> set[str]:
        """Ids that attributes and scripts refer to; those that a script puts together stand for all that fit."""
        found = {one.attributes["for"] for one in self.elements if "for" in one.attributes}
        for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
            found |= {word for one in self.elements for word in one.attributes.get(name, "").split()}
        found |= {one.attributes["href"][1:] for one in self.all("a") if one.attributes["href"].startswith("#")}
        return found | set(re.findall(r'byId\("([^"]+)"\)', self.scripts))

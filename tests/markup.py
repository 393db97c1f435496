"""Reading our pages the way a strict reader would: well-formed, accessible, harmless."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE_ONLY = {"p", "h1", "h2", "h3", "span", "a", "bdi", "q", "mark", "b", "code", "label", "dt", "caption"}
SVG = {"svg", "g", "line", "rect", "circle", "path", "text", "title", "defs", "marker"}
BLOCKS = {
    "figure",
    "details",
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "form",
    "h1",
    "h2",
    "h3",
    "blockquote",
    "nav",
}
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div", "dt", "dd"},
    "table": {"caption", "thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "select": {"option"},
    "datalist": {"option"},
}
BREAKS = BLOCKS | {"br", "td", "th", "tr", "dt", "dd", "li", "option", "caption"}
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass
class Element:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    children: list["Element"] = field(default_factory=list)
    pieces: list["str | Element"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)

    @property
    def words(self) -> str:
        """Its text as it reads: single spaces, and one where a line or a cell ends."""
        return " ".join(self._spaced().split())

    def _spaced(self) -> str:
        inside = "".join(piece if isinstance(piece, str) else piece._spaced() for piece in self.pieces)
        return f" {inside} " if self.tag in BREAKS else inside

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    def all(self, tag: str | None = None, cls: str | None = None) -> list["Element"]:
        """Every element in it of a tag and class, in order."""
        found = []
        for child in self.children:
            if (tag is None or child.tag == tag) and (cls is None or cls in child.classes):
                found.append(child)
            found += child.all(tag, cls)
        return found

    def one(self, tag: str | None = None, cls: str | None = None) -> "Element":
        """The only such element."""
        found = self.all(tag, cls)
        assert len(found) == 1, f"{len(found)} of {tag} {cls}"
        return found[0]

    def ancestors(self) -> list["Element"]:
        """What it stands in, from the inside out, itself first."""
        return [self, *(self.parent.ancestors() if self.parent else [])]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#root", {}, None)
        self.at = self.root
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        self.at.pieces.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag: str) -> None:
        if self.at.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.at.tag}>")
        while self.at.parent and self.at.tag != tag:
            self.at = self.at.parent
        self.at = self.at.parent or self.root

    def handle_data(self, data: str) -> None:
        self.at.pieces.append(data)


def parse(html: str) -> Element:
    """The main part of a page; it must be well-formed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    main = reader.root.one(cls="aideals")
    inside = [fault for fault in reader.faults if "svg" not in fault and "path" not in fault]
    assert inside == []
    assert reader.at is reader.root
    return main


def faults_of(main: Element) -> list[str]:
    """What is wrong with a main part: nesting, ids, labels, scripts, styles, addresses, direction."""
    return [*_structure(main), *_names(main), *_dangers(main), *_headings(main)]


def _structure(main: Element) -> list[str]:
    faults = []
    for element in [main, *main.all()]:
        allowed = CHILDREN.get(element.tag)
        if allowed:
            faults += [f"<{c.tag}> in <{element.tag}>" for c in element.children if c.tag not in allowed]
            loose = [piece for piece in element.pieces if isinstance(piece, str) and piece.strip()]
            faults += [f"text {piece!r} in <{element.tag}>" for piece in loose]
        if element.tag in INLINE_ONLY:
            faults += [f"<{c.tag}> in <{element.tag}>" for c in element.children if c.tag in BLOCKS]
        if element.tag == "a" and any(above.tag == "a" for above in element.ancestors()[1:]):
            faults.append("a link in a link")
        if element.tag == "th" and "scope" not in element.attributes:
            faults.append("<th> without scope")
        in_picture = any(above.tag == "svg" for above in element.ancestors()[1:])
        if (element.tag in SVG - {"title", "svg"}) != in_picture and element.tag not in ("svg", "title"):
            faults.append(f"<{element.tag}> {'in' if in_picture else 'outside of'} a picture")
        if element.tag == "svg" and not (element.children and element.children[0].tag == "title"):
            faults.append("a picture without a title")
        if element.tag == "figure" and not element.all("svg"):
            faults.append("a figure without a picture")
        if element.tag == "table" and not element.all("caption"):
            faults.append("a table without a caption")
        if element.tag == "dl" and [c.tag for c in element.children] != ["div"] * len(element.children):
            faults.append("<dl> with mixed children")
        if element.tag in ("ul", "ol") and not element.children:
            faults.append(f"an empty <{element.tag}>")
    return faults


def _names(main: Element) -> list[str]:
    elements = main.all()
    ids = [element.attributes["id"] for element in elements if "id" in element.attributes]
    faults = [f"id {name!r} twice" for name in {name for name in ids if ids.count(name) > 1}]
    for element in elements:
        for attribute in ("for", "aria-labelledby", "list"):
            if attribute in element.attributes and element.attributes[attribute] not in ids:
                faults.append(f"{attribute}={element.attributes[attribute]!r} leads nowhere")
        target = element.attributes.get("href", "")
        if target.startswith("#") and target[1:] not in ids:
            faults.append(f"{target!r} leads nowhere")
        if element.tag in ("input", "select") and element.attributes.get("type") != "hidden":
            labels = [label.attributes.get("for") for label in main.all("label")]
            if element.attributes.get("id") not in labels:
                faults.append(f"<{element.tag}> without a label")
        if element.tag in ("a", "button", "h1", "h2", "h3") and not element.text.strip():
            faults.append(f"<{element.tag}> without text")
    return faults


def _dangers(main: Element) -> list[str]:
    faults = []
    for element in [main, *main.all()]:
        if element.tag in (
            "script",
            "style",
            "img",
            "iframe",
            "object",
            "embed",
            "base",
            "meta",
            "image",
            "use",
            "animate",
        ):
            faults.append(f"<{element.tag}>")
        for name, value in element.attributes.items():
            if name.startswith("on") or name in ("style", "src", "srcdoc"):
                faults.append(f"{name} in <{element.tag}>")
            outside = ":" in value.split("?")[0].split("/")[0] or value.startswith("//")
            if name in ("href", "action") and outside and not value.startswith(("http://", "https://")):
                faults.append(f"address {value!r}")
        for piece in element.pieces:
            if isinstance(piece, str) and TURNING & set(piece):
                faults.append(f"words that turn others in <{element.tag}>")
    return faults


def _headings(main: Element) -> list[str]:
    levels = [int(element.tag[1]) for element in main.all() if element.tag in ("h1", "h2", "h3", "h4")]
    faults = [] if levels[:1] == [1] and levels.count(1) == 1 else [f"headings {levels}"]
    return faults + [f"h{one} then h{two}" for one, two in pairwise(levels) if two > one + 1]

"""The diagrams of the procedure as the tests look at them: elements, flows and shapes, read from the XML itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from processes import AKZESS

NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
    "akzess": "urn:akzess:bpmn:1",
}
FILES = sorted(AKZESS.glob("*.bpmn"))
GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway")
CONTAINERS = ("process", "subProcess")

Element = etree._Element
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Bounds of a shape or label in the drawing."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box, slack: float = 0.0) -> bool:
        """Whether both cover a common area of more than `slack` in each direction."""
        return (
            min(self.x + self.width, other.x + other.width) - max(self.x, other.x) > slack
            and min(self.y + self.height, other.y + other.height) - max(self.y, other.y) > slack
        )

    def touches(self, point: Point, slack: float = 2.0) -> bool:
        """Whether the point lies in the box or at most `slack` outside of it."""
        return (
            self.x - slack <= point[0] <= self.x + self.width + slack
            and self.y - slack <= point[1] <= self.y + self.height + slack
        )


def tag(element: Element) -> str:
    """Local name of an element."""
    return etree.QName(element).localname


@cache
def tree(path: Path) -> Element:
    """The root element of a diagram."""
    return etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()


def nodes(path: Path) -> Iterator[Element]:
    """Flow nodes of all levels: events, activities and gateways."""
    for element in tree(path).iter(f"{{{NS['bpmn']}}}*"):
        owner = element.getparent()
        if owner is None or tag(owner) not in CONTAINERS or not element.get("id"):
            continue
        if tag(element) not in ("sequenceFlow", "extensionElements"):
            yield element


def flows(path: Path) -> list[Element]:
    """All sequence flows."""
    return tree(path).findall(".//bpmn:sequenceFlow", NS)


def all_nodes() -> dict[str, Element]:
    """Every flow node of the bundle by its id; an id that occurs in two files would hide one, so that is refused."""
    found: dict[str, Element] = {}
    for path in FILES:
        for node in nodes(path):
            assert node.get("id") not in found, f"{node.get('id')} occurs twice"
            found[str(node.get("id"))] = node
    return found


def extension(element: Element, name: str) -> Element | None:
    """A direct extension element such as `zeebe:formDefinition`."""
    return element.find(f"bpmn:extensionElements/{name}", NS)


def labels(element: Element) -> dict[str, str]:
    """Labels of an element by language."""
    return {
        str(label.get("lang")): label.text or "" for label in element.findall("bpmn:extensionElements/akzess:label", NS)
    }


def box(shape: Element) -> Box:
    """Bounds of a shape."""
    bounds = shape.find("dc:Bounds", NS)
    assert bounds is not None
    return Box(*(float(str(bounds.get(key))) for key in ("x", "y", "width", "height")))


@cache
def shapes(path: Path) -> dict[str, Box]:
    """Bounds by element id."""
    return {str(s.get("bpmnElement")): box(s) for s in tree(path).iterfind(".//bpmndi:BPMNShape", NS)}


@cache
def edges(path: Path) -> dict[str, list[Point]]:
    """Way points by flow id."""
    return {
        str(edge.get("bpmnElement")): [
            (float(str(p.get("x"))), float(str(p.get("y")))) for p in edge.findall("di:waypoint", NS)
        ]
        for edge in tree(path).iterfind(".//bpmndi:BPMNEdge", NS)
    }


@cache
def label_boxes(path: Path) -> dict[str, Box]:
    """Bounds of the labels of shapes and edges by element id."""
    found = {}
    for owner in tree(path).iterfind(".//bpmndi:BPMNPlane/*", NS):
        label = owner.find("bpmndi:BPMNLabel", NS)
        if label is not None:
            found[str(owner.get("bpmnElement"))] = box(label)
    return found

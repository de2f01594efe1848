"""Pictures of diagrams in the documentation show the diagrams as they are."""

from __future__ import annotations

from tools.pictures import DIAGRAMS, digest, slim, stale

XML = (DIAGRAMS / "ba-approval.bpmn").read_bytes()


def test_no_picture_is_older_than_its_diagram() -> None:
    assert stale() == []  # `python -m tools.pictures` draws them anew; look at them


def test_a_new_name_makes_a_picture_stale() -> None:
    assert digest(XML.replace(b'name="Ohne Anfrage"', b'name="Gar keine Anfrage"')) != digest(XML)


def test_a_moved_box_makes_a_picture_stale() -> None:
    assert digest(XML.replace(b'<dc:Bounds x="', b'<dc:Bounds x="1', 1)) != digest(XML)


def test_what_nobody_sees_leaves_a_picture_as_it_is() -> None:
    assert digest(XML.replace(b"zeebe:taskDefinition", b"zeebe:taskdefinition")) == digest(XML)


def test_a_picture_is_the_same_whatever_its_arrowheads_are_called() -> None:
    def drawn(name: str) -> str:
        head = f'<defs><marker id="{name}"><path d="M 1 5 L 11 10"/></marker></defs>'
        line = f'<path d="M0,0" style="marker-end: url(\'#{name}\');"/>'
        return f'<svg xmlns="http://www.w3.org/2000/svg">{head}{line}<rect class="djs-hit"/></svg>'

    assert slim(drawn("a"), "0") == slim(drawn("b"), "0")

"""The BPMN diagram of a block-structured process."""

from __future__ import annotations

import itertools

from .diagrams import boundary, element, end, flows, message, on_message, on_timer, process, service, start, user
from .random_blocks import Event, Guarded, Loop, Many, Named, Seq, Split, Sub, Work, seconds


class Drawing:
    """Writes the diagram of a block."""

    def __init__(self, root: Named) -> None:
        self.messages: list[str] = []
        content, first, last = self.draw(root)
        self.file = process(
            start(), content, end(), flows(f"start -> {first}", f"{last} -> end"),
            tops="".join(message(name) for name in self.messages),
        )  # fmt: skip

    def event(self, name: str, event: Event) -> str:
        if event.hours:
            return on_timer(f"PT{event.hours}H{seconds(name)}S")
        self.messages.append(f"m{name}")
        return on_message(f"m{name}")

    def draw(self, one: Named) -> tuple[str, str, str]:
        """The XML of a block with the ids of its first and last element."""
        block, name = one.block, one.name
        drawn = [self.draw(part) for part in one.parts]
        content = "".join(xml for xml, _, _ in drawn)
        if isinstance(block, Work):
            return (service(name) if block.job else user(name)), name, name
        if isinstance(block, Many):
            loop = (
                f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(block.sequential).lower()}">'
                f"<bpmn:loopCardinality>{block.count}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
            )
            return user(name, inner=loop), name, name
        if isinstance(block, Seq):
            ties = [f"{left[2]} -> {right[1]}" for left, right in itertools.pairwise(drawn)]
            return content + flows(*ties), drawn[0][1], drawn[-1][2]
        if isinstance(block, Split):
            return self.split(block, name, drawn, content)
        if isinstance(block, Loop):
            gates = element("exclusiveGateway", f"{name}-in") + element(
                "exclusiveGateway", f"{name}-gate", default=f"f-{name}-gate-{name}-out"
            )
            _, first, last = drawn[0]
            ties = (
                f"{name}-in -> {first}", f"{last} -> {name} -> {name}-gate",
                f"{name}-gate -> {name}-in : =more = true", f"{name}-gate -> {name}-out",
            )  # fmt: skip
            gates += element("exclusiveGateway", f"{name}-out")
            return content + gates + user(name) + flows(*ties), f"{name}-in", f"{name}-out"
        if isinstance(block, Sub):
            _, first, last = drawn[0]
            inside = (
                start(f"{name}-s") + content + end(f"{name}-e") + flows(f"{name}-s -> {first}", f"{last} -> {name}-e")
            )
            if block.event:
                flag = str(block.event.interrupting).lower()
                begun = element("startEvent", f"{name}-es", self.event(name, block.event), isInterrupting=flag)
                beside = begun + user(f"{name}-x") + flows(f"{name}-es -> {name}-x")
                inside += element("subProcess", f"{name}-ev", beside, triggeredByEvent="true")
            return element("subProcess", name, inside), name, name
        return self.guarded(block, name, drawn, content)

    def guarded(
        self, block: Guarded, name: str, drawn: list[tuple[str, str, str]], content: str
    ) -> tuple[str, str, str]:
        _, first, last = drawn[0]
        caught = boundary(f"{name}-b", last, self.event(name, block.event), interrupting=block.event.interrupting)
        ties = [f"{last} -> {name}-m", f"{name}-b -> {name}-h"]
        if block.event.interrupting:
            ties.append(f"{name}-h -> {name}-m")
        meet = element("exclusiveGateway", f"{name}-m")
        return content + caught + user(f"{name}-h") + meet + flows(*ties), first, f"{name}-m"

    def split(self, block: Split, name: str, drawn: list[tuple[str, str, str]], content: str) -> tuple[str, str, str]:
        kind = f"{block.kind}Gateway"
        ties, default = [], {}
        for on, (_, first, last) in zip(block.on, drawn, strict=False):
            condition = "" if block.kind == "parallel" else f" : ={str(on).lower()}"
            ties += [f"{name}-in -> {first}{condition}", f"{last} -> {name}-out"]
        if block.kind != "parallel":
            default = {"default": f"f-{name}-in-{name}-out"}
            ties.append(f"{name}-in -> {name}-out")
        gates = element(kind, f"{name}-in", **default) + element(kind, f"{name}-out")
        return content + gates + flows(*ties), f"{name}-in", f"{name}-out"

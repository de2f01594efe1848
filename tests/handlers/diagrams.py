"""Two tasks, one after the other, for one group of people."""

from __future__ import annotations

from tests.kernel.diagrams import end, flows, process, start, user

GROUP = '<zeebe:assignmentDefinition candidateGroups="clerk" />'
DESK = process(start(), user("a", GROUP), user("b", GROUP), end(), flows("start -> a -> b -> end"))

"""What the machine executes, element by element, with the test that proves it; anything else is refused.

Keys are (element type, event kind or loop kind); values name a test in tests/kernel/test_elements_*.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from .definition import Node

PROVEN: dict[tuple[str, str], str] = {
    ("process", ""): "a_task_follows_the_start",
    ("task", ""): "a_plain_task_is_passed",
    ("manualTask", ""): "a_manual_task_is_passed",
    ("userTask", ""): "a_task_follows_the_start",
    ("serviceTask", ""): "a_service_task_becomes_a_job",
    ("sendTask", ""): "a_send_task_becomes_a_job",
    ("sendTask", "message"): "a_send_task_publishes_its_message",
    ("receiveTask", "message"): "a_receive_task_waits_for_its_message",
    ("scriptTask", ""): "a_script_is_feel",
    ("businessRuleTask", ""): "a_decision_is_asked",
    ("callActivity", ""): "a_called_process_has_its_own_scope",
    ("subProcess", ""): "a_subprocess_completes_when_nothing_lives_in_it",
    ("eventSubProcess", ""): "an_event_subprocess_waits_beside_its_scope",
    ("transaction", ""): "a_cancelled_transaction_is_undone",
    ("exclusiveGateway", ""): "an_exclusive_gateway_takes_the_first_true_flow",
    ("inclusiveGateway", ""): "an_inclusive_join_waits_for_what_can_still_come",
    ("parallelGateway", ""): "a_parallel_join_waits_for_every_branch",
    ("eventBasedGateway", ""): "the_first_event_behind_a_gateway_wins",
    ("startEvent", ""): "a_task_follows_the_start",
    ("startEvent", "message"): "a_message_starts_a_case",
    ("startEvent", "signal"): "a_signal_starts_a_case",
    ("startEvent", "timer"): "a_timer_starts_an_event_subprocess",
    ("startEvent", "error"): "an_error_starts_an_event_subprocess",
    ("startEvent", "escalation"): "an_escalation_starts_an_event_subprocess",
    ("startEvent", "conditional"): "a_condition_starts_an_event_subprocess",
    ("endEvent", ""): "a_task_follows_the_start",
    ("endEvent", "message"): "an_end_event_publishes_its_message",
    ("endEvent", "signal"): "an_end_event_broadcasts_its_signal",
    ("endEvent", "error"): "an_error_end_event_is_caught_at_the_subprocess",
    ("endEvent", "escalation"): "an_escalation_end_event_is_caught",
    ("endEvent", "terminate"): "a_terminate_end_event_ends_its_scope_only",
    ("endEvent", "compensation"): "an_end_event_compensates",
    ("endEvent", "cancel"): "a_cancelled_transaction_is_undone",
    ("intermediateThrowEvent", ""): "a_none_event_is_passed",
    ("intermediateThrowEvent", "message"): "a_throwing_event_publishes_its_message",
    ("intermediateThrowEvent", "signal"): "a_signal_reaches_its_own_case_and_others",
    ("intermediateThrowEvent", "escalation"): "an_escalation_leaves_the_activity_running",
    ("intermediateThrowEvent", "link"): "a_link_jumps_to_its_target",
    ("intermediateThrowEvent", "compensation"): "completed_work_is_undone_in_reverse_order",
    ("intermediateCatchEvent", "message"): "a_catch_event_waits_for_its_message",
    ("intermediateCatchEvent", "signal"): "a_signal_reaches_its_own_case_and_others",
    ("intermediateCatchEvent", "timer"): "a_timer_lets_the_case_go_on",
    ("intermediateCatchEvent", "conditional"): "a_condition_lets_the_case_go_on",
    ("intermediateCatchEvent", "link"): "a_link_jumps_to_its_target",
    ("boundaryEvent", "message"): "a_message_boundary_fires_every_time",
    ("boundaryEvent", "signal"): "a_signal_boundary_interrupts",
    ("boundaryEvent", "timer"): "a_timer_boundary_interrupts",
    ("boundaryEvent", "error"): "an_error_end_event_is_caught_at_the_subprocess",
    ("boundaryEvent", "escalation"): "an_escalation_leaves_the_activity_running",
    ("boundaryEvent", "conditional"): "a_condition_at_the_boundary_interrupts",
    ("boundaryEvent", "compensation"): "completed_work_is_undone_in_reverse_order",
    ("boundaryEvent", "cancel"): "a_cancelled_transaction_is_undone",
    ("loop", "standard"): "a_standard_loop_repeats_while_its_condition_holds",
    ("loop", "sequential"): "sequential_instances_run_one_after_another",
    ("loop", "parallel"): "parallel_instances_collect_in_input_order",
}


def features(node: Node) -> Iterator[tuple[str, str]]:
    """What of the table above an element uses."""
    if node.events:
        for event in node.events:
            yield node.type, event.kind
    else:
        yield node.type, ""
    if node.loop is not None:
        yield "loop", "standard" if node.loop.standard else "sequential" if node.loop.sequential else "parallel"

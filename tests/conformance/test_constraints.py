"""Files that others labelled valid or invalid BPMN are judged as their label says, where the material is there."""

from __future__ import annotations

import pytest

from .constraints import ROOT, Judged, judged

#: Files whose label nothing in the file bears out: corrected ones still labelled wrong, imports of files that are not
#: there either way, and a dangling operation in a file that is labelled right for another reason.
LEFT = {
    "bpmnspector/test/resources/052/EXT052_success_differentItemDef_equalStructureRef.bpmn",
    "bpmnspector/test/resources/001/Fail.bpmn",
    "bpmnspector/test/resources/001/Fail2.bpmn",
    "bpmnspector/test/resources/002/fail_import.bpmn",
    "bpmnspector/test/resources/002/fail_import2.bpmn",
    "bpmnspector/test/resources/002/fail_import3.bpmn",
    "bpmnspector/test/resources/002/fail_import_URL.bpmn",
    "bpmnspector/test/resources/098/fail_multiple_manualFix.bpmn",
    "bpmnspector/test/resources/106/fail_cancel_end_event_manualFix.bpmn",
    "bpmnspector/test/resources/106/fail_sub_process_manualFix.bpmn",
    "bpmnspector/test/resources/128/EXT128_failure_endEvent_manualFix.bpmn",
}
FILES = list(judged()) if ROOT.is_dir() else []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.file)
def test_a_labelled_file_is_judged_as_its_label_says(file: Judged) -> None:
    assert file.right is (file.file not in LEFT)

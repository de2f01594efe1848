"""No module does what is banned, and what is banned would be found."""

from __future__ import annotations

import pytest

from .bans import banned, in_product

_OURS = "a contract of our own package, not a stranger's file"
_DOCUMENTS = "messages of ours carry whole documents in one text; their size is limited before, entities stay closed"
#: What is used although it is banned, each with its reason.
EXCEPTIONS = {
    ("connectors/envelope.py", "etree.parse"): _OURS,
    ("connectors/simulated_soap.py", "etree.parse"): _OURS,
    ("connectors/bundesagentur/simulator.py", "etree.parse"): _OURS,
    ("connectors/envelope.py", "huge_tree=True"): _DOCUMENTS,
    ("connectors/wssec_sign.py", "huge_tree=True"): _DOCUMENTS,
    ("connectors/simulated_wssec.py", "huge_tree=True"): _DOCUMENTS,
    ("connectors/bundesagentur/simulator.py", "huge_tree=True"): _DOCUMENTS,
    ("store/evidence/canonical.py", "huge_tree=True"): _DOCUMENTS,
    ("processes/yaml_files.py", "yaml.load"): "with CSafeLoader, which is safe_load in C: catalogues are large",
    ("connectors/simulation.py", "ssl.CERT_NONE"): "a simulator as server that asks its caller for no certificate",
}


def test_nothing_in_the_product_is_banned_unless_there_is_a_reason() -> None:
    assert set(in_product()) == set(EXCEPTIONS)


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from marshal import loads",
        "import xml.etree.ElementTree as etree",
        "from xml.dom import minidom",
        "from celery import chord",
        "from celery.result import AsyncResult",
        "task.apply_async(countdown=5)",
        "task.apply_async(eta=later)",
        "@app.task(autoretry_for=(Exception,))\ndef f(): ...",
        "Celery('x', result_backend='redis://')",
        "eval('1')",
        "exec(text)",
        "__import__('os')",
        "import os\nos.system('x')",
        "from os import popen",
        "subprocess.run('x', shell=True)",
        "from lxml import etree\netree.XSLT(doc)",
        "from lxml.etree import iterparse",
        "etree.parse('http://x')",
        "tree.xinclude(); lxml.etree.XInclude()(tree)",
        "etree.XMLParser()",
        "etree.XMLParser(resolve_entities=True, no_network=True, load_dtd=False, huge_tree=False)",
        "httpx2.Client(verify=False)",
        "yaml.load(text)",
        "from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine",
        "tempfile.mktemp()",
    ],
)
def test_a_planted_violation_is_found(source: str) -> None:
    assert list(banned(source)) != []


@pytest.mark.parametrize(
    "source",
    ["re.compile('a')", "feel.compile(text)", "yaml.safe_load(text)", "engine.retry(1)", "etree.fromstring(data, parser)",
     "from .chain import append", "def group(): ...\ngroup()"],
)  # fmt: skip
def test_what_only_sounds_like_it_is_not(source: str) -> None:
    assert list(banned(source)) == []

"""The BPMN kernel: SpiffWorkflow reads the diagram, a token machine of our own runs it (docs/kernel.md)."""

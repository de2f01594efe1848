/** What a new file begins with, by its name. */

function named(path: string): string {
  return (path.split("/").at(-1) ?? path).replace(/\.\w+$/, "").replace(/[^\w-]/g, "-");
}

const BPMN = (id: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" xmlns:akzess="urn:akzess:bpmn:1" id="definitions_${id}" targetNamespace="urn:akzess:processes" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
  <bpmn:process id="${id}" name="${id}" isExecutable="true">
    <bpmn:startEvent id="SE-${id}" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram_${id}">
    <bpmndi:BPMNPlane id="plane_${id}" bpmnElement="${id}">
      <bpmndi:BPMNShape id="shape_SE-${id}" bpmnElement="SE-${id}"><dc:Bounds x="160" y="160" width="36" height="36" /></bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

const DMN = (id: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="definitions_${id}" name="${id}" namespace="urn:akzess:decisions">
  <decision id="${id}" name="${id}">
    <decisionTable id="table_${id}" hitPolicy="UNIQUE">
      <input id="input_${id}"><inputExpression id="expression_${id}" typeRef="string"><text></text></inputExpression></input>
      <output id="output_${id}" name="result" typeRef="string" />
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="${id}"><dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape></dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
`;

/** The first content of a new file. */
export function skeleton(path: string): string {
  const id = named(path);
  if (path.endsWith(".bpmn")) return BPMN(id);
  if (path.endsWith(".dmn")) return DMN(id);
  if (path.endsWith(".form")) {
    return `${JSON.stringify({ type: "default", id, schemaVersion: 18, components: [] }, null, 2)}\n`;
  }
  if (path.startsWith("scenarios/")) return `id: ${id}\ntitle:\n  de: \n  en: \ngiven: {}\nsteps: []\nthen: {}\n`;
  return "";
}

// Reads diagrams with bpmn-moddle, with and without our descriptors, gives the first flow element another name and writes
// them again: arguments are the web folder and the words of the namespace akzess; standard input is a JSON list of texts.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, words] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const { BpmnModdle } = await import(pathToFileURL(require.resolve("bpmn-moddle")).href);
const { ourZeebe } = await import(pathToFileURL(`${folder}/src/designer/bpmn/zeebe.js`).href);
const zeebe = ourZeebe(require("zeebe-bpmn-moddle/resources/zeebe.json"));
const akzess = new Function(`return ${words}`)();

async function edited(xml, descriptors) {
  const moddle = new BpmnModdle(descriptors);
  const { rootElement, warnings } = await moddle.fromXML(xml);
  const process_ = (rootElement.rootElements ?? []).find(({ $type, flowElements }) => $type === "bpmn:Process" && flowElements?.length);
  if (process_) process_.flowElements[0].name = "Anders";
  const { xml: written } = await moddle.toXML(rootElement, { format: true });
  return { xml: written, warnings: warnings.map(({ message }) => message) };
}

const found = [];
for (const xml of JSON.parse(readFileSync(0, "utf8"))) {
  found.push({ ours: await edited(xml, { zeebe, akzess }), plain: await edited(xml, {}) });
}
process.stdout.write(JSON.stringify(found));

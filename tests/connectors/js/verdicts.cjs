// Reads JSON lists of element templates, one per line; writes the validator's complaints about each, one list per line.
const { validateAllZeebe } = require('@bpmn-io/element-templates-validator');
const readline = require('node:readline');

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { results } = validateAllZeebe(JSON.parse(line));
  const complaints = results.filter((result) => !result.valid).flatMap((result) => result.errors.map((error) => error.message));
  console.log(JSON.stringify(complaints));
});

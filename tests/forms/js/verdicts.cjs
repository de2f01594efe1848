// Reads cases {schema, context, answers} as JSON lines and writes form-js's verdict on each: the data it would submit,
// and the pointers it refuses. A value is refused when a rule is broken, when the field would not hold it as given, or
// when it is gone by the time of submitting.
'use strict';

const { JSDOM } = require('jsdom');

const dom = new JSDOM('<!DOCTYPE html><body></body>', { pretendToBeVisual: true });
const { window } = dom;
window.getComputedStyle = () => ({ getPropertyValue: () => '0' }); // nobody looks; jsdom computes it slowly
for (const name of ['window', 'navigator', 'Event', 'document', 'HTMLElement', 'Element', 'Node', 'DocumentFragment', 'KeyboardEvent',
  'MutationObserver', 'getComputedStyle', 'DOMParser', 'NodeFilter', 'HTMLTemplateElement']) {
  Object.defineProperty(globalThis, name, { value: name === 'window' ? window : window[name], configurable: true });
}
globalThis.DataTransfer = class {
  constructor() {
    const input = window.document.createElement('input');
    input.type = 'file';
    this.items = { add() {} };
    this.files = input.files;
  }
};
globalThis.ResizeObserver = class { observe() {} unobserve() {} disconnect() {} };

// A number field writes its former value back 300 ms after its value was set from outside: nobody types here.
const { setTimeout: later } = globalThis;
globalThis.setTimeout = (work, delay, ...rest) => (delay === 300 ? undefined : later(work, delay, ...rest));

const preact = require('preact');
preact.options.debounceRendering = (render) => queueMicrotask(render);
preact.options.requestAnimationFrame = (flush) => setImmediate(flush);

const { Form } = require('@bpmn-io/form-js-viewer');

const same = (a, b) => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  return Array.isArray(a) === Array.isArray(b) && keys.length === Object.keys(b).length
    && keys.every((key) => key in b && same(a[key], b[key]));
};
const clone = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
const get = (data, path) => path.reduce((value, key) => (value === null || value === undefined ? undefined : value[key]), data);
const pointer = (path) => path.map((part) => '/' + String(part).replace(/~/g, '~0').replace(/\//g, '~1')).join('');
const settle = async () => { for (let i = 0; i < 6; i++) await new Promise((done) => setImmediate(done)); };

function put(data, path, value) {
  let target = data;
  path.slice(0, -1).forEach((key, i) => {
    if (target[key] === undefined || target[key] === null) target[key] = typeof path[i + 1] === 'number' ? [] : {};
    target = target[key];
  });
  target[path[path.length - 1]] = value;
}

// Puts the answers into the data of an opened form, as a person would have typed them.
function answer(form, context, field, base, indexes, data, answers, refused) {
  const config = form.get('formFields').get(field.type).config;
  const own = config.keyed ? field.key.split('.') : config.pathed && field.path ? field.path.split('.') : [];
  const path = [...base, ...own];
  if (config.keyed) {
    const given = get(answers, path);
    if (given === undefined || field.type === 'expression' || field.disabled) return;
    let held = config.sanitizeValue ? config.sanitizeValue({ formField: field, data: context, value: clone(given) }) : given;
    if (Array.isArray(config.emptyValue) && !Array.isArray(held)) held = []; // form-js fails to draw anything else
    if (given !== null && !same(held, given)) refused.add(pointer(path));
    put(data, path, held);
    return;
  }
  if (!(config.repeatable && field.isRepeating)) {
    (field.components || []).forEach((child) => answer(form, context, child, path, indexes, data, answers, refused));
    return;
  }
  const items = get(answers, path);
  if (!Array.isArray(items)) return;
  const before = get(data, path) || [];
  const added = (index) => form._getInitializedFieldData(form._getState().data,
    { container: field, indexes: { ...indexes, [field.id]: index } }); // what "Add new" does
  put(data, path, items.map((_, index) => before[index] || added(index)));
  items.forEach((_, index) => field.components.forEach((child) => answer(
    form, context, child, [...path, index], { ...indexes, [field.id]: index }, data, answers, refused)));
}

let open; // the form of the case before: opening one takes most of the time, so the same one is used again

async function opened(schema, context) {
  const name = JSON.stringify([schema, context]);
  if (open && open.name === name) {
    open.form._setState({ data: clone(open.initial), errors: {} });
    await settle();
    return open;
  }
  if (open) open.form.destroy();
  const form = new Form({ container: document.body });
  open = { name, form };
  await form.importSchema(schema, context);
  await settle();
  open.initial = clone(form._getState().data);
  return open;
}

async function verdict({ schema, context, answers }) {
  try {
    const { form, initial } = await opened(schema, context);
    const data = clone(initial);
    const refused = new Set();
    answer(form, context, form._getState().schema, [], {}, data, answers, refused);
    form._setState({ data });
    form._emit('field.updated', {}); // as after typing: computed fields may be computed again
    await settle();
    const result = form.submit();
    const pointers = new Set();
    for (const { id, valuePath, indexes } of form.get('formFieldInstanceRegistry').getAllKeyed()) {
      const field = form.get('formFieldRegistry').get(id);
      if (field.disabled) continue;
      const errors = get(result.errors, [id, ...Object.values(indexes || {})]);
      const given = get(answers, valuePath);
      const dropped = field.type !== 'expression' && given !== undefined && given !== null
        && !same(given, get(result.data, valuePath));
      if (Array.isArray(errors) || refused.has(pointer(valuePath)) || dropped) pointers.add(pointer(valuePath));
    }
    return { data: clone(result.data), errors: [...pointers].sort() };
  } catch (error) {
    return { failed: String(error && error.message || error) };
  }
}

async function main() {
  const lines = require('fs').readFileSync(0, 'utf-8').split('\n').filter(Boolean);
  for (const line of lines) process.stdout.write(JSON.stringify(await verdict(JSON.parse(line))) + '\n');
  process.exit(0);
}

main();

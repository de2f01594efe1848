import { evaluate, unaryTest } from 'feelin';

// A result in a notation that Python reads: everything that JSON lacks is text with its kind.
function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return { kind: 'number', text: String(value) };
  if (typeof value === 'function') return { kind: 'function' };
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return { kind: 'list', items: value.map(plain) };
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return { kind: 'context', entries: Object.entries(value).map(([ key, item ]) => [ key, plain(item) ]) };
  }
  return { kind: value.constructor.name, text: String(value) };
}

export function run(text, context) {
  try {
    return JSON.stringify({ value: plain(evaluate(text, JSON.parse(context)).value) });
  } catch (error) {
    return JSON.stringify({ error: String(error) });
  }
}

export function runMany(texts, context) {
  return JSON.stringify(JSON.parse(texts).map((text) => JSON.parse(run(text, context))));
}

// Microseconds for one evaluation, measured inside V8 so that the way there and back does not count.
export function time(text, context, rounds) {
  const given = JSON.parse(context);
  const start = Date.now();
  for (let i = 0; i < rounds; i++) evaluate(text, given);
  return (Date.now() - start) * 1000 / rounds;
}

export { unaryTest };

/** Types of zeebe.js, which the tests run with node as it is. */
export function ourZeebe<T>(descriptor: T): T;

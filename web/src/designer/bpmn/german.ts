/** German words of the bpmn.io editors: canvas, context pad, menus, properties panel. */
export const GERMAN: Readonly<Record<string, string>> = {};

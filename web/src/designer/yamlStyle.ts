/** How our YAML files are written: lines as long as they are, `{a: 1}` without spaces, a text on one line. */
export const STYLE = { lineWidth: 0, flowCollectionPadding: false, doubleQuotedMinMultiLineLength: 1_000_000 } as const;

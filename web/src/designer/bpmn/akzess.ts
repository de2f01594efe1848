/** The words of our own namespace in a diagram, as moddle reads and writes them (docs/procedure-process.md). */
export const AKZESS = {
  name: "AKZESS",
  uri: "urn:akzess:bpmn:1",
  prefix: "akzess",
  xml: { tagAlias: "lowerCase" },
  associations: [],
  types: [
    {
      name: "Label",
      superClass: ["Element"],
      properties: [
        { name: "lang", type: "String", isAttr: true },
        { name: "text", type: "String", isBody: true },
      ],
    },
    {
      name: "ApplicantText",
      superClass: ["Element"],
      properties: [{ name: "key", type: "String", isAttr: true }],
    },
    {
      name: "Separation",
      superClass: ["Element"],
      properties: [{ name: "from", type: "String", isAttr: true }],
    },
    {
      name: "Follows",
      superClass: ["Element"],
      properties: [{ name: "variable", type: "String", isAttr: true }],
    },
    {
      name: "Stage",
      superClass: ["Element"],
      properties: [{ name: "key", type: "String", isAttr: true }],
    },
  ],
} as const;

/**
 * The words of the namespace zeebe as this engine reads them.
 *
 * An absent `propagateAllParentVariables` means "all" there and "all, unless there are inputs" here (docs/kernel.md). A
 * writer leaves out what is the default, so with theirs a diagram that says `true` would come back without it.
 */
export function ourZeebe(descriptor) {
  const types = descriptor.types.map((type) => ({
    ...type,
    properties: type.properties?.map((property) =>
      property.name === "propagateAllParentVariables" ? { ...property, default: undefined } : property,
    ),
  }));
  return { ...descriptor, types };
}

/** Ends an exhaustive `switch`: reaching it at run time means a value arrived that the types rule out. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${String(value)}`);
}

/**
 * Labels in the order they came, keys already sanitised (`.`, `*` and `"` became `_`). Pairs, not objects:
 * the keys are an outsider's, and an object would give `__proto__` a meaning.
 */
export interface Labels {
  readonly strings: readonly (readonly [key: string, value: string])[];
  readonly numbers: readonly (readonly [key: string, value: number])[];
}

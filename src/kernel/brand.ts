declare const brand: unique symbol;

/** A `T` that cannot be mixed up with another `T` by accident: an id, or a number with a unit. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

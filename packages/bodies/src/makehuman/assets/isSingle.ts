// Checks that numbers read from files are finite in single precision, in which they are stored.

/** Returns whether a number is finite as a float32; 1e39, for example, is not. */
export const isSingle = (value: number): boolean => Number.isFinite(Math.fround(value));

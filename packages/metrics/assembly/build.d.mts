// Declares the types of build.mjs.

/** Returns the text of src/simd/nearestCode.ts. */
export function nearestCode(): Promise<string>;

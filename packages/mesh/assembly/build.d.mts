// Declares the types of build.mjs.

/** Returns the text of src/simd/surfaceCode.ts. */
export function surfaceCode(): Promise<string>;

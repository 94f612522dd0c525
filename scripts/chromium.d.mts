// Declares the types of chromium.mjs.

/** Flags for a browser without a window and without background network traffic. */
export const FLAGS: readonly string[];
/** Finds a Chromium that runs; otherwise returns the reason. */
export function findChromium(): { readonly path: string } | { readonly path?: undefined; readonly reason: string };
/** Tries once to install Chromium with apt-get, if it is missing. Needs root. */
export function installChromium(): void;

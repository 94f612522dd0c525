// Types of chromium.mjs.

/** Flags: no window, no network traffic of its own. */
export const FLAGS: readonly string[];
/** `{ path }` of a Chromium that runs, or `{ reason }` why there is none. */
export function findChromium(): { readonly path: string } | { readonly path?: undefined; readonly reason: string };
/** Tries once to install Debian's where Chromium is missing, we are root, and apt-get is there. */
export function installChromium(): void;

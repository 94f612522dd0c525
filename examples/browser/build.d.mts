// Declares the types of build.mjs.
import type { Server } from 'node:http';

/** Builds the pages into a folder. */
export function buildPage(folder: string): Promise<void>;
/** Serves a folder to this machine only; port 0 chooses a free port. */
export function servePage(folder: string, port: number): Promise<Server>;

// Types of build.mjs.
import type { Server } from 'node:http';

/** Builds the page into a folder. */
export function buildPage(folder: string): Promise<void>;
/** Serves a folder on this machine alone; port 0 takes a free one. */
export function servePage(folder: string, port: number): Promise<Server>;

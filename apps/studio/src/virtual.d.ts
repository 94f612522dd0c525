// Declares the modules that the build makes.
/// <reference types="vite/client" />
declare module 'virtual:detector-models' {
  /** Address of each file of the detectors, relative to the address of the worker, and its size in bytes. */
  export const MODEL_FILES: Readonly<Record<string, { readonly url: string; readonly bytes: number }>>;
  /** Total size in bytes of these files and of the default network. */
  export const DOWNLOAD_BYTES: number;
}

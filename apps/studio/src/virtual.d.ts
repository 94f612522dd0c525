// Declares the modules that the build makes.
/// <reference types="vite/client" />
declare module 'virtual:detector-models' {
  /** Address of each file of the detectors, which is relative to the worker's address, and its size. */
  export const MODEL_FILES: Readonly<Record<string, { readonly url: string; readonly bytes: number }>>;
  /** Bytes of these files and of the default network together. */
  export const DOWNLOAD_BYTES: number;
}

// Declares the modules that the build makes.
/// <reference types="vite/client" />
declare module 'virtual:detector-models' {
  /** Address, relative to the worker, and size of each file of the detectors. */
  export const MODEL_FILES: Readonly<Record<string, { readonly url: string; readonly bytes: number }>>;
  /** Bytes of these files and of the network. */
  export const DOWNLOAD_BYTES: number;
}

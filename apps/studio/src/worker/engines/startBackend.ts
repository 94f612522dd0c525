// Defines the type of functions that start a backend of TensorFlow.js.

/** Starts a backend and returns the name of its device; software renderers are refused unless they were asked for. */
export type StartBackend = (allowSoftware: boolean) => Promise<string>;

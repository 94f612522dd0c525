// Defines the symbols of `using` declarations, also for JavaScript engines that lack them.
/// <reference lib="esnext.disposable" />

/** `Symbol.dispose`, or the symbol that esbuild and Babel use instead when they compile `using` declarations. */
export const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** `Symbol.asyncDispose`, or the symbol that esbuild and Babel use instead for `await using` declarations. */
export const ASYNC_DISPOSE: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

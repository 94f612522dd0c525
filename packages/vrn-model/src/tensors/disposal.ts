// The key of `using` declarations, also where JavaScript engines do not have it yet.
/// <reference lib="esnext.disposable" />

/** `Symbol.dispose`, or the symbol that compilers of `using` declarations take in its place. */
export const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** `Symbol.asyncDispose`, likewise. */
export const ASYNC_DISPOSE: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

// Defines the error class of all packages and the complete list of its codes.

/** All values of the `code` of a {@link VolumetricError}. */
export const ERROR_CODES = [
  'bad-argument',
  'bad-backend',
  'bad-config',
  'bad-file',
  'bad-grid',
  'bad-image',
  'bad-landmarks',
  'bad-mesh',
  'bad-sample',
  'bad-volume',
  'bad-weights',
  'disposed',
  'no-backend',
  'no-eval',
  'no-person',
  'no-training-kernels',
  'not-found',
  'shape-mismatch',
  'training-diverged',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * The error that the project's functions throw, for example for bad arguments or files.
 *
 * Most messages read `function: argument must be X, got Y`; `code` is one of {@link ERROR_CODES}.
 */
export class VolumetricError extends Error {
  override readonly name = 'VolumetricError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Throws a {@link VolumetricError} unless the condition holds; the message is built only on failure. */
export function check(condition: boolean, code: ErrorCode, message: () => string): asserts condition {
  if (!condition) throw new VolumetricError(code, message());
}

// Defines problems as users read them: what happened, and what to do about it.
import { type ErrorCode, VolumetricError } from '@vrn/voxel';

export interface ProblemText {
  readonly title: string;
  readonly advice: string;
  /** The technical message, if there is one. */
  readonly detail?: string;
  /** Whether the user stopped the work; such a problem is not shown. */
  readonly stopped?: boolean;
}

/** An error with a title and advice for the user; the message of its cause becomes the detail. */
export class Problem extends Error {
  constructor(
    readonly title: string,
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(`${title} ${advice}`, options);
  }
}

/** Message of the error with which a call ends if the user stops it. */
export const STOPPED = 'stopped by the user';

/** The problem of a call that the user stopped. */
export const STOPPED_WORK: ProblemText = { title: 'Stopped.', advice: '', stopped: true };

/** Texts for errors of the libraries, by error code. */
const TEXTS: Partial<Record<ErrorCode, readonly [title: string, advice: string]>> = {
  'no-person': [
    'No person was found in this picture.',
    'Use a photograph in which one person is clearly visible, ideally from head to feet, and not too small.',
  ],
  'bad-image': ['This picture cannot be used.', 'Try another one, or save it again as JPEG or PNG.'],
  'no-backend': [
    'This engine does not work here.',
    'Choose another under Settings; WebAssembly works in all current browsers.',
  ],
  'bad-backend': [
    'This engine computes wrongly on this device.',
    'Choose another under Settings; WebAssembly works in all current browsers.',
  ],
};

/** Returns the text that the user reads about an error, or about any other thrown value. */
export function problemOf(error: unknown): ProblemText {
  const detail = error instanceof Error ? error.message : String(error);
  if (detail === STOPPED) return STOPPED_WORK;
  if (error instanceof Problem) {
    const { title, advice, cause } = error;
    return { title, advice, ...(cause instanceof Error && { detail: cause.message }) };
  }
  const text = error instanceof VolumetricError ? TEXTS[error.code] : undefined;
  if (text !== undefined) return { title: text[0], advice: text[1], detail };
  return {
    title: 'That did not work.',
    advice: 'Try again, or choose another engine under Settings.',
    detail,
  };
}

// Fetches each model of the detectors once, and reports the bytes that arrive.
import { MODEL_FILES } from 'virtual:detector-models';
import { Problem } from '../protocol/problem.js';

/** Contents of the models by file name, so that another engine needs no download. */
const arrived = new Map<string, Uint8Array>();

/** Total bytes of all models. */
export const MODEL_BYTES = Object.values(MODEL_FILES).reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Returns a function for `loadDetectors` that reads models from the server of the page. It throws a `Problem` if a
 * model does not arrive completely.
 *
 * @param onBytes  called with the size in bytes of each part that arrives, or of a complete model that is in memory.
 */
export const modelReader =
  (onBytes: (more: number) => void) =>
  async (name: string): Promise<Uint8Array> => {
    const known = arrived.get(name);
    if (known !== undefined) {
      onBytes(known.length);
      return known;
    }
    const { url, bytes } = MODEL_FILES[name]!;
    const response = await fetch(new URL(url, self.location.href)).catch((cause: unknown) => {
      throw offline(name, cause);
    });
    if (!response.ok || response.body === null) throw offline(name, new Error(`status ${response.status}`));
    const whole = new Uint8Array(bytes);
    let at = 0;
    const reader = response.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (at + next.value.length > bytes) throw offline(name, new Error(`more than ${bytes} bytes`));
      whole.set(next.value, at);
      at += next.value.length;
      onBytes(next.value.length);
    }
    if (at !== bytes) throw offline(name, new Error(`${at} of ${bytes} bytes arrived`));
    arrived.set(name, whole);
    return whole;
  };

const offline = (name: string, cause: unknown): Problem =>
  new Problem(
    'The models could not be downloaded.',
    'Check the connection and try again. Once they have arrived, the page works without one.',
    { cause: new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`) },
  );

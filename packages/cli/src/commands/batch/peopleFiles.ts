// Lists the outputs for all people of a photograph: NAME-1.glb, NAME-2.glb, ….
import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { modified } from './tasks.js';

/** Maximum size in bytes of a .glb's JSON chunk that is read; that of a body has a few kilobytes. */
const MAX_JSON_BYTES = 1 << 20;

/** Maximum plausible number of people in a photograph; a file that states more is treated as damaged. */
const MAX_PEOPLE = 1000;

/**
 * Returns the endings of the output files of all people in a photograph. The number of people is read from the newest
 * .glb of an earlier run; without one, only the endings of the first person are returned.
 *
 * @param stem     path of the outputs, without number and extension.
 * @param endings  extensions of the files of each person.
 */
export async function everybodysEndings(stem: string, endings: readonly string[]): Promise<string[]> {
  const people = (await peopleOfEarlierRun(stem)) ?? 1;
  return Array.from({ length: people }, (_, n) => endings.map((ending) => `-${n + 1}${ending}`)).flat();
}

async function peopleOfEarlierRun(stem: string): Promise<number | undefined> {
  const folder = dirname(stem);
  const start = `${basename(stem)}-`;
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.startsWith(start) && /^[1-9]\d*\.glb$/.test(name.slice(start.length)),
  );
  let newest: { readonly time: number; readonly people: number } | undefined;
  for (const name of names) {
    const file = join(folder, name);
    const [time, people] = [await modified(file), await peopleIn(file)];
    if (time !== undefined && people !== undefined && time >= (newest?.time ?? 0)) newest = { time, people };
  }
  return newest?.people;
}

/** Returns the number of people found, as stored in the facts of a .glb; undefined if it has none or is damaged. */
async function peopleIn(file: string): Promise<number | undefined> {
  try {
    const handle = await open(file);
    try {
      // Header of 12 bytes, then length and type of the JSON chunk.
      const head = await handle.read(Buffer.alloc(20), 0, 20, 0);
      const length = head.buffer.readUInt32LE(12);
      if (head.buffer.toString('latin1', 0, 4) !== 'glTF' || length > MAX_JSON_BYTES) return undefined;
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, 20);
      const { nodes } = JSON.parse(buffer.toString()) as { nodes?: { extras?: { people?: { found?: unknown } } }[] };
      const found = nodes?.map(({ extras }) => extras?.people?.found).find((each) => each !== undefined);
      return Number.isSafeInteger(found) && Number(found) > 0 && Number(found) <= MAX_PEOPLE
        ? Number(found)
        : undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

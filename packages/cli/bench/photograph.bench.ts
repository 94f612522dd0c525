// Measures the time that `vrn reconstruct` takes for one photograph: as a process of its own, and in a process that has
// loaded the models already. Run with: npm run bench -- photograph.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digits, type Measured, record } from '../../../bench/record.js';

const COMMAND = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const PHOTOGRAPH = fileURLToPath(new URL('../../../assets/sample.png', import.meta.url));
const ENGINES = ['wasm', 'onnx'] as const;

/** Number of processes per engine that reconstruct one photograph each; the fastest counts. */
const COLD_ROUNDS = 5;

/**
 * Number of photographs that one further process per engine reconstructs. The fastest counts, except for the first,
 * whose time includes loading the detectors.
 */
const WARM_PHOTOGRAPHS = 6;

/** The JSON value that `--json` prints for a photograph: the fields that are read. */
interface Line {
  readonly engine: string;
  readonly milliseconds: Readonly<Record<string, number>>;
}

const total = ({ milliseconds }: Line): number => Object.values(milliseconds).reduce((sum, ms) => sum + ms, 0);

/** Runs the command on photographs. Returns the values that it printed, and its duration in milliseconds. */
function run(photographs: readonly string[], engine: string, output: string): { lines: Line[]; ms: number } {
  const args = [COMMAND, 'reconstruct', ...photographs, '--engine', engine, '--output', output, '--json', '--force'];
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const ms = performance.now() - began;
  if (status !== 0) throw new Error(`vrn reconstruct must succeed, got ${stderr}`);
  return { lines: linesOf(stdout), ms };
}

/** Parses the JSON values of the output, each of which begins with `{` at the start of a line. */
const linesOf = (stdout: string): Line[] =>
  stdout
    .split(/\n(?=\{)/)
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(text) as Line);

const folder = mkdtempSync(join(tmpdir(), 'vrn-photograph-'));
try {
  const copies = Array.from({ length: WARM_PHOTOGRAPHS }, (_, i) => join(folder, `${i}.png`));
  for (const copy of copies) copyFileSync(PHOTOGRAPH, copy);
  const cold = new Map<string, number>(ENGINES.map((engine) => [engine, Number.POSITIVE_INFINITY]));
  const bodies = new Map<string, Buffer>();
  // The engines alternate, so that a change in the load of the machine affects both.
  for (let round = 0; round < COLD_ROUNDS; round++) {
    for (const engine of ENGINES) {
      const output = join(folder, `cold-${engine}`);
      const { ms } = run([PHOTOGRAPH], engine, output);
      cold.set(engine, Math.min(cold.get(engine)!, ms));
      bodies.set(engine, readFileSync(join(output, 'sample.glb')));
    }
  }
  const rows: Measured[] = ENGINES.map((engine) => {
    const output = join(folder, `warm-${engine}`);
    const { lines } = run(copies, engine, output);
    if (lines.length !== copies.length)
      throw new Error(`must reconstruct ${copies.length} bodies, got ${lines.length}`);
    for (let i = 0; i < copies.length; i++) {
      const isSame = readFileSync(join(output, `${i}.glb`)).equals(bodies.get(engine)!);
      if (!isSame) throw new Error(`body ${i} must have the same bytes as that of a process of its own`);
    }
    const [fastest] = lines.slice(1).toSorted((a, b) => total(a) - total(b));
    return {
      what: `a photograph of one person to .glb and preview, engine ${engine}`,
      cold_ms: digits(cold.get(engine)!),
      warm_ms: digits(total(fastest!)),
      ...Object.fromEntries(Object.entries(fastest!.milliseconds).map(([step, ms]) => [`${step}_ms`, ms])),
    };
  });
  record('photograph', rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// Fuzzes the readers of weights and checkpoints with 20,000 mutants each.
// Usage: node scripts/fuzz/model.mjs [--count N] [--seed N]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(fileURLToPath(import.meta.url), '..', '..', '..');
const { values } = parseArgs({
  options: { count: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--project',
    'property',
    '--testTimeout',
    '7200000',
    'packages/vrn-model/test/weights/fuzz.property.ts',
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, VRN_FUZZ_COUNT: values.count, VRN_FUZZ_SEED: values.seed } },
);
process.exit(status ?? 1);

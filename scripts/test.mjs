// npm test: format and lint, types, every test project. The last line counts: N passed, N failed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installChromium } from './chromium.mjs';
import { bin, build, install, root } from './setup.mjs';
import { installSlurm } from './slurm.mjs';

install();
build();
installChromium();
installSlurm();

let passed = 0;
let failed = 0;
const count = (name, ok) => {
  console.log(`${ok ? 'passed' : 'FAILED'}: ${name}`);
  if (ok) passed++;
  else failed++;
};
const run = (path, args) => spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit' }).status === 0;

count('format and lint', run(bin('@biomejs/biome', 'bin/biome'), ['check', '--error-on-warnings', '.']));
count('types', run(bin('typescript', 'bin/tsc'), ['-p', 'tsconfig.source.json', '--noEmit']));

const report = join(root, 'out', 'tests.json');
mkdirSync(join(root, 'out'), { recursive: true });
rmSync(report, { force: true });
const vitest = run(bin('vitest', 'vitest.mjs'), [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);
try {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  passed += numPassedTests;
  failed += numFailedTests;
  const broken = testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((each) => each.status === 'failed');
  }).length;
  failed += broken;
  if (!vitest && numFailedTests + broken === 0) failed++;
  if (numPendingTests > 0) console.log(`${numPendingTests} skipped, each with its reason in its name`);
} catch {
  console.log('The test run left no report.');
  failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

// `npm test [-- --system --lock VITEST-ARGUMENTS…]` checks format, lint and types, and runs all test projects. The last
// line has the totals: N passed, N failed.
// --system installs Chromium and Slurm with apt-get if they are missing (Debian and Ubuntu, as root).
// --lock also checks that npm 9, 10 and 11 accept the lock file.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installChromium } from './chromium.mjs';
import { bin, build, install } from './setup.mjs';
import { installSlurm } from './slurm.mjs';
import { timeFactor } from './speed.mjs';
import { root } from './workspace.mjs';

/** Maximum number of printed lines about skipped tests. */
const MAX_REASONS = 8;

const args = process.argv.slice(2);
const OWN = ['--system', '--lock'];
const [system, lock] = OWN.map((each) => args.includes(each));
const forVitest = args.filter((each) => !OWN.includes(each));

// Measured before this command itself loads the machine.
const factor = timeFactor();
if (factor > 1) console.log(`Time limits are multiplied by ${factor.toFixed(1)}: this machine is slow or busy.`);
install();
build();
if (system) {
  installChromium();
  installSlurm();
}

let passed = 0;
let failed = 0;
const count = (name, ok) => {
  console.log(`${ok ? 'passed' : 'FAILED'}: ${name}`);
  if (ok) passed++;
  else failed++;
};
const env = { ...process.env, VRN_TIME_FACTOR: String(factor) };
const run = (path, args) =>
  spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit', env }).status === 0;

if (lock) count('lock file', run(join(root, 'scripts', 'check-lock.mjs'), []));
count('format and lint', run(bin('@biomejs/biome', 'bin/biome'), ['check', '--error-on-warnings', '.']));
count('types', run(bin('typescript', 'bin/tsc'), ['--noEmit']));

const report = join(root, 'out', 'tests.json');
mkdirSync(join(root, 'out'), { recursive: true });
rmSync(report, { force: true });
// In a log: one character per test, and failures in full. On a terminal: one line per file.
const compact = process.stdout.isTTY ? ['--reporter=default'] : ['--reporter=dot', '--silent=passed-only'];
const vitest = run(bin('vitest', 'vitest.mjs'), [
  'run',
  ...compact,
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...forVitest,
]);

/**
 * Prints the number of skipped tests for each reason, at most `MAX_REASONS` lines. The reason is the title, of the test
 * or of a suite around it, that contains `(skipped …` or `(needs …`; without one, the title of the test.
 */
function printSkipped(testResults) {
  const reasons = new Map();
  for (const { ancestorTitles, title, status } of testResults.flatMap((each) => each.assertionResults)) {
    if (status !== 'pending' && status !== 'skipped') continue;
    const reason = [...ancestorTitles, title].find((each) => /\((?:skipped|needs) /.test(each)) ?? title;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const lines = [...reasons].map(([reason, tests]) => `skipped ${tests}: ${reason}`);
  for (const line of lines.slice(0, MAX_REASONS)) console.log(line);
  if (lines.length > MAX_REASONS) console.log(`skipped for ${lines.length - MAX_REASONS} more reasons: see ${report}`);
}

try {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  passed += numPassedTests;
  failed += numFailedTests;
  const broken = testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((each) => each.status === 'failed');
  }).length;
  failed += broken;
  if (!vitest && numFailedTests + broken === 0) failed++;
  printSkipped(testResults);
} catch {
  console.log('The test run did not write a report.');
  failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

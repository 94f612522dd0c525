// Starts the fuzzer of a package on its sources, with tsx, so that no build is needed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SOURCE_FLAGS } from '../workspace.mjs';

/**
 * Runs the fuzzer of the package in a folder of packages/ and returns its exit code: 0 without faults, 1 with faults, 2
 * for wrong arguments.
 */
export function startFuzzer(folder, args) {
  const program = fileURLToPath(new URL(`../../packages/${folder}/test/fuzz/run.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, [...SOURCE_FLAGS, '--import', 'tsx', program, ...args], {
    stdio: 'inherit',
  });
  return status ?? 1;
}

// Starts the fuzzer of a package on its sources, with tsx, so that no build is needed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SOURCE_FLAGS } from '../workspace.mjs';

/** Runs a fuzzer and returns its exit code: 1 if a mutant exceeds a limit or throws anything but a VolumetricError. */
export function startFuzzer(folder, args) {
  const program = fileURLToPath(new URL(`../../packages/${folder}/test/fuzz/run.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, [...SOURCE_FLAGS, '--import', 'tsx', program, ...args], {
    stdio: 'inherit',
  });
  return status ?? 1;
}

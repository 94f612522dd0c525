// Tests that the models' files can be read by name and are in the package's tarball, but not in the repository.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MODEL_FILES, type ModelFile, modelUrl, readModel } from '../src/index.js';

const home = fileURLToPath(new URL('..', import.meta.url));

describe('readModel', () => {
  it.each(MODEL_FILES.filter((file) => file.endsWith('.json')))(
    '%s is a graph model with the weights beside it',
    async (file) => {
      const model = JSON.parse(new TextDecoder().decode(await readModel(file))) as {
        format: string;
        weightsManifest: { weights: { shape: number[]; dtype: string; quantization?: { dtype: string } }[] }[];
      };
      expect(model.format).toBe('graph-model');
      const bytes = model.weightsManifest
        .flatMap(({ weights }) => weights)
        .reduce((sum, { shape, dtype, quantization }) => {
          const size = { float16: 2, float32: 4, int32: 4, uint8: 1, bool: 1 }[quantization?.dtype ?? dtype]!;
          return sum + size * shape.reduce((product, n) => product * n, 1);
        }, 0);
      expect((await readModel(file.replace('.json', '.bin'))).length).toBe(bytes);
    },
  );

  it('rejects an unknown name, and lists the known names', async () => {
    await expect(readModel('posenet.bin')).rejects.toThrow(
      `must be one of ${MODEL_FILES.join(', ')}, got 'posenet.bin'`,
    );
    expect(() => modelUrl('toString' as ModelFile)).toThrow(/must be one of movenet-lightning\.json/);
  });
});

describe('packing', () => {
  it('includes models and notices in the tarball, but not in the repository', () => {
    const run = (command: string, args: string[]) => execFileSync(command, args, { cwd: home, encoding: 'utf8' });
    const [{ files }] = JSON.parse(
      run('npm', ['pack', '--dry-run', '--json', '--silent', '--ignore-scripts=false']),
    ) as [{ files: { path: string }[] }];
    const packed = files.map(({ path }) => path).filter((path) => path.startsWith('models/'));
    const notices = ['NOTICE.md', 'LICENSE-Apache-2.0.txt', 'LICENSE-human-models.txt'];
    expect(packed.toSorted()).toEqual([...MODEL_FILES, ...notices].map((file) => `models/${file}`).toSorted());
    expect(run('git', ['ls-files', 'models'])).toBe('');
    expect(run('git', ['check-ignore', 'models/blazepose-full.bin']).trim()).toBe('models/blazepose-full.bin');
  });
});

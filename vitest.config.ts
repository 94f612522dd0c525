// The test projects: unit, property, backends, examples, house, pack, browser.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const alias = [
  { find: /^@vrn\/model\/train$/, replacement: source('./packages/vrn-model/src/train.ts') },
  { find: /^@vrn\/model\/onnx$/, replacement: source('./packages/vrn-model/src/onnx.ts') },
  { find: /^@vrn\/model$/, replacement: source('./packages/vrn-model/src/index.ts') },
  {
    find: /^@vrn\/(voxel|mesh|metrics|bodies|pretrained|test-utils)$/,
    replacement: source('./packages/$1/src/index.ts'),
  },
];

const project = (name: string, include: string[], testTimeout = 30_000) => ({
  resolve: { alias },
  test: { name, include, testTimeout, hookTimeout: testTimeout, environment: 'node' as const },
});

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      project('unit', ['packages/*/test/**/*.test.ts']),
      project('property', ['packages/*/test/**/*.property.ts'], 120_000),
      project('backends', ['packages/*/test/**/*.backends.ts'], 300_000),
      project('examples', ['tests/examples.ts'], 300_000),
      project('table1', ['tests/table1.ts'], 120_000),
      project('house', ['tests/house/*.ts'], 60_000),
      project(
        'pack',
        ['tests/pack.ts', 'tests/cli.ts', 'tests/cliVolumes.ts', 'tests/resume.ts', 'tests/dataset.ts'],
        600_000,
      ),
      project('browser', ['tests/browser.ts', 'tests/browserEngines.ts', 'tests/sizes.ts'], 120_000),
    ],
  },
});

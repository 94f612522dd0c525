// Defines the test projects: unit, isolated, property, backends, examples, table1, documents, architecture, pack,
// browser and studio. Packages are resolved to their TypeScript sources; only pack and browser need built packages.
import { configDefaults, defineConfig } from 'vitest/config';
import { SOURCE } from './scripts/workspace.mjs';
import { ISOLATED } from './tests/fixtures/isolated.js';
import { timeLimit } from './tests/fixtures/timeLimit.js';

// Vite's own conditions for Node, after ours.
const conditions = [SOURCE, 'module', 'node', 'development|production'];

/**
 * Files of one process share their imports, which otherwise take longer than most tests. Property tests do not: their
 * loops run two to three times as long after the compiler has seen other code call the same functions.
 */
const inOneProcess = <T extends { test: object }>(config: T, ...exclude: string[]) => ({
  ...config,
  test: { ...config.test, isolate: false, exclude: [...configDefaults.exclude, ...exclude] },
});

const project = (name: string, include: string[], milliseconds = 30_000, ...globalSetup: string[]) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: [SOURCE, 'node', 'module-sync'] } },
  test: {
    name,
    include,
    globalSetup,
    testTimeout: timeLimit(milliseconds),
    hookTimeout: timeLimit(milliseconds),
    environment: 'node' as const,
  },
});

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      inOneProcess(project('unit', ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts'], 60_000), ...ISOLATED),
      project('isolated', [...ISOLATED], 60_000),
      project('property', ['packages/*/test/**/*.property.ts'], 120_000),
      project('backends', ['packages/*/test/**/*.backends.ts'], 300_000),
      project('examples', ['tests/examples.test.ts', 'tests/exampleParts.test.ts'], 300_000),
      project('table1', ['tests/table1.test.ts', 'tests/table1Parts.test.ts'], 120_000),
      project(
        'documents',
        ['readme', 'readmeLinks', 'docs'].map((name) => `tests/${name}.test.ts`),
        300_000,
      ),
      project('architecture', ['tests/architecture/*.test.ts'], 60_000),
      project(
        'pack',
        ['pack', 'tarballs', 'reconstruct', 'cli', 'cliVolumes', 'cliSession', 'batch', 'resume', 'dataset'].map(
          (name) => `tests/${name}.test.ts`,
        ),
        600_000,
      ),
      project(
        'browser',
        ['browser', 'browserEngines', 'browserTexture', 'recipes', 'sizes'].map((name) => `tests/${name}.test.ts`),
        120_000,
      ),
      project('studio', ['tests/studio/*.test.ts'], 120_000, 'tests/fixtures/studio/build.ts'),
    ],
  },
});

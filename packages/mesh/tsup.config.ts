// How this package is built. glTF-Transform is bundled in, without its part for Node: as it is published, bundlers for
// browsers stop at that. It gets a file of its own, so that whoever reads no .glb is spared it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { library } from '../../tsup.shared.ts';

const BUNDLED = ['@gltf-transform/core', 'property-graph'];

/** The licence of what is bundled, which asks to go along with it. */
function licence(name: string): string {
  const folder = new URL(`../../node_modules/${name}/`, import.meta.url);
  const file = ['LICENSE.md', 'LICENSE'].map((each) => new URL(each, folder)).find((each) => existsSync(each));
  if (file === undefined) throw new Error(`${name} must have a licence`);
  return `${name}\n\n${readFileSync(file, 'utf8').trim()}\n`;
}

export default library(
  { index: 'src/index.ts', gltfTransform: 'src/files/gltf/gltfTransform.ts' },
  {
    noExternal: BUNDLED,
    external: ['node:fs', 'node:path'],
    dts: { entry: 'src/index.ts', compilerOptions: { paths: {} } },
    onSuccess: async () => {
      writeFileSync(new URL('./dist/THIRD-PARTY.txt', import.meta.url), BUNDLED.map(licence).join('\n---\n\n'));
    },
  },
);

// Builds this package; earcut is bundled, in a file of its own.
import { declarations, library } from '../../tsup.shared.ts';

export default library(
  {
    index: 'src/index.ts',
    internal: 'src/internal.ts',
    simd: 'src/simd.ts',
    earcut: 'src/files/polygons/earcut.ts',
  },
  {
    dts: { entry: ['src/index.ts', 'src/internal.ts', 'src/simd.ts'], ...declarations },
  },
);

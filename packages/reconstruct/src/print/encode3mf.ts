// Writes a mesh in millimetres as the bytes of a .3mf file.
import { check, type TriangleMesh } from '@vrn/voxel';
import { checkMesh } from '@vrn/voxel/internal';
import { strToU8, zipSync } from 'fflate';

const CONTENT_TYPES = `<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
</Types>
`;

const RELATIONSHIPS = `<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Target="/3D/3dmodel.model" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
</Relationships>
`;

/** Time stamp of the archived files, the earliest that ZIP can store. Constant, so equal meshes give equal bytes. */
const EPOCH = '1980-01-01T00:00:00';

/**
 * Writes a `.3mf` file with one object. Vertices are in millimetres, with up to nine significant digits, so that their
 * float32 values are read back exactly. Colours are not written.
 *
 * @param mesh  closed, in millimetres, z up
 * @returns  the file's bytes, the same for the same mesh
 * @throws {VolumetricError} `bad-mesh`, also for faces that repeat a vertex, which the format forbids
 * Cost: O(V + F).
 *
 * Source: 3MF Core Specification 1.3.0, 4 (resources and meshes) and Open Packaging Conventions.
 */
export function encode3mf(mesh: TriangleMesh): Uint8Array {
  checkMesh(mesh, 'encode3mf');
  const { positions: p, indices } = mesh;
  const lines: string[] = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<model unit="millimeter" xml:lang="en" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">',
    '<resources><object id="1" type="model"><mesh><vertices>',
  ];
  const digits = (value: number): string => String(Number(value.toPrecision(9)));
  for (let v = 0; v < p.length; v += 3) {
    lines.push(`<vertex x="${digits(p[v]!)}" y="${digits(p[v + 1]!)}" z="${digits(p[v + 2]!)}"/>`);
  }
  lines.push('</vertices><triangles>');
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [indices[f]!, indices[f + 1]!, indices[f + 2]!];
    check(a !== b && b !== c && c !== a, 'bad-mesh', () => {
      return `encode3mf: mesh must have three vertices at each face, got ${a}, ${b}, ${c} at face ${f / 3}`;
    });
    lines.push(`<triangle v1="${a}" v2="${b}" v3="${c}"/>`);
  }
  lines.push('</triangles></mesh></object></resources>', '<build><item objectid="1"/></build>', '</model>', '');
  return zipSync(
    {
      '[Content_Types].xml': strToU8(CONTENT_TYPES),
      '_rels/.rels': strToU8(RELATIONSHIPS),
      '3D/3dmodel.model': strToU8(lines.join('\n')),
    },
    { mtime: EPOCH },
  );
}

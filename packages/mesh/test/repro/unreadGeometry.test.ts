// Regression: geometry in unsupported forms, such as strips in .ply and `fo` in .obj, was skipped without a warning.
import { describe, expect, it } from 'vitest';
import { decodeObj } from '../../src/files/obj/decodeObj.js';
import { decodePly } from '../../src/files/ply/decodePly.js';
import { read } from '../files/gltf/gltfFile.js';

const square = 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n';
const ply = (rest: string, data: string) =>
  decodePly(
    new TextEncoder().encode(
      `ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n${rest}end_header\n0 0 0\n1 0 0\n0 1 0\n1 1 0\n${data}`,
    ),
  );
const list = (name: string, count: number, property = 'vertex_indices') =>
  `element ${name} ${count}\nproperty list int int ${property}\n`;

describe('ply', () => {
  it('reads strips: separated by −1, in alternating orientation, without degenerate triangles', () => {
    expect([...ply(list('tristrips', 1), '8 0 1 2 -1 1 3 2 -1\n').indices]).toEqual([0, 1, 2, 1, 3, 2]);
    expect([...ply(list('tristrips', 2), '4 0 1 2 3\n5 0 1 1 2 3\n').indices]).toEqual([0, 1, 2, 2, 1, 3, 1, 2, 3]);
    expect([...ply(list('tristrips', 1, 'vertex_index'), '3 0 1 2\n').indices]).toEqual([0, 1, 2]);
  });

  it('reads fans, and faces whose list has another name', () => {
    expect([...ply(list('trifans', 1), '4 0 1 3 2\n').indices]).toEqual([0, 1, 3, 0, 3, 2]);
    expect([...ply(list('face', 1, 'vertices'), '3 0 1 2\n').indices]).toEqual([0, 1, 2]);
  });

  it('warns about elements that are not read, and rejects faces without a list', () => {
    const edges = 'element edge 2\nproperty int vertex1\nproperty int vertex2\n';
    expect(ply(edges + list('face', 1), '0 1\n1 2\n3 0 1 2\n')).toMatchObject({
      indices: Uint32Array.of(0, 1, 2),
      warnings: ["elements 'edge' (2) were left out"],
    });
    expect(ply(list('face', 1) + list('face_edge', 1), '3 0 1 2\n2 0 1\n')).toMatchObject({
      indices: Uint32Array.of(0, 1, 2),
      warnings: ["elements 'face_edge' (1) were left out"],
    });
    expect(() => ply('element face 1\nproperty int a\n', '3\n')).toThrow(
      /element face must have a list vertex_indices/,
    );
  });
});

describe('obj', () => {
  it('reads faces with fo and upper-case keywords', () => {
    expect([...decodeObj(`${square}fo 1 2 3\n`).indices]).toEqual([0, 1, 2]);
    expect([...decodeObj(`${square.toUpperCase()}F 1 2 3\nFO 1 3 4\n`).indices]).toEqual([0, 1, 2, 0, 2, 3]);
  });

  it.each([
    ['l 1 2\np 1\n', /lines and points .* \(2 times, first in line 5\)/],
    ['cstype bspline\ndeg 3\ncurv 0 1 1 2 3 4\nsurf 0 1 0 1 1 2 3 4\nend\n', /free-form curves and surfaces/],
    ['bzp 1 2 3 4\n', /patches and curves of the format from before 1990/],
    ['call other.obj\n', /other files and commands/],
    ['mesh 1 2 3\n', /statements of an unknown kind .* \(line 5\)/],
  ])('warns about left out statements: %j', (lines, message) => {
    expect(decodeObj(`${square}${lines}f 1 2 3\n`).warnings).toEqual([expect.stringMatching(message)]);
  });
});

it('glb: warns about lines, points, primitives without positions, and instances', async () => {
  const triangle = { attributes: { POSITION: 0 }, indices: 1 };
  const primitives = [{ attributes: { POSITION: 0 }, mode: 1 }, { attributes: {} }, triangle];
  const nodes = [{ mesh: 0, extensions: { EXT_mesh_gpu_instancing: { attributes: {} } } }];
  const { indices, warnings } = await read({ meshes: [{ primitives }], nodes });
  expect(indices).toHaveLength(3);
  expect(warnings).toEqual([
    expect.stringMatching(/all instances .* except one were left out/),
    expect.stringMatching(/lines and points/),
    expect.stringMatching(/primitives without positions/),
  ]);
});

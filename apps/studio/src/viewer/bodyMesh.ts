// Makes the mesh of a body in the scene, with one material per look.
import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DoubleSide,
  LinearMipmapLinearFilter,
  Mesh,
  MeshNormalMaterial,
  MeshStandardMaterial,
  type Plane,
  SRGBColorSpace,
  Texture,
  Vector3,
} from 'three';
import type { SurfaceReport, TexturedReport } from '../protocol/calls.js';

/** How the surface is drawn. */
export type Look = 'textured' | 'plain' | 'normals' | 'wireframe';

/** Colour of the looks `plain` and `wireframe`: clay. */
const CLAY = 0xd8cdbf;

/** Share of the mark's colour, 0..1, on parts of the surface that the camera did not see at all. */
const MARK = 0.72;

export interface Bounds {
  readonly centre: Vector3;
  readonly size: Vector3;
  readonly low: number;
}

/** Makes a mesh that has no surface yet; `setCut` turns clipping by the plane `cut` on and off. */
export function bodyMesh(cut: Plane) {
  const clay = { color: CLAY, roughness: 0.85, metalness: 0, side: DoubleSide };
  const materials = {
    textured: new MeshStandardMaterial({ roughness: 0.95, metalness: 0, side: DoubleSide }),
    plain: new MeshStandardMaterial(clay),
    normals: new MeshNormalMaterial({ side: DoubleSide }),
    wireframe: new MeshStandardMaterial({ ...clay, wireframe: true }),
  } as const;
  const geometry = new BufferGeometry();
  const object = new Mesh<BufferGeometry, (typeof materials)[Look]>(geometry, materials.textured);
  object.frustumCulled = false;
  let look: Look = 'textured';
  let isTextured = false;
  let isMarked = false;
  const mark = { amount: { value: 0 }, colour: { value: new Color() } };
  for (const name of ['textured', 'plain', 'wireframe'] as const) markUnseen(materials[name], mark);

  const update = (): void => {
    object.material = materials[look === 'textured' && !isTextured ? 'plain' : look];
    mark.amount.value = isMarked && isTextured ? MARK : 0;
  };

  const fill = ({ positions, normals, indices }: SurfaceReport): void => {
    geometry.setAttribute('position', new BufferAttribute(positions, 3));
    geometry.setAttribute('normal', new BufferAttribute(normals, 3));
    geometry.setIndex(new BufferAttribute(indices, 1));
    geometry.computeBoundingBox();
  };

  return {
    object,
    hasSurface: () => geometry.index !== null,
    show(surface: TexturedReport): void {
      geometry.dispose();
      fill(surface);
      geometry.setAttribute('uv', new BufferAttribute(surface.uvs, 2));
      geometry.setAttribute('seen', new BufferAttribute(surface.seen, 1));
      const texture = new Texture(surface.texture);
      texture.colorSpace = SRGBColorSpace;
      texture.flipY = false;
      texture.minFilter = LinearMipmapLinearFilter;
      texture.anisotropy = 4;
      texture.needsUpdate = true;
      materials.textured.map?.dispose();
      materials.textured.map = texture;
      materials.textured.needsUpdate = true;
      isTextured = true;
      update();
    },
    replace(surface: SurfaceReport): void {
      geometry.dispose();
      geometry.deleteAttribute('uv');
      geometry.deleteAttribute('seen');
      fill(surface);
      isTextured = false;
      update();
    },
    setLook(next: Look): void {
      look = next;
      update();
    },
    markHidden(on: boolean): void {
      isMarked = on;
      update();
    },
    setAccent(colour: Color): void {
      mark.colour.value.copy(colour);
    },
    setCut(on: boolean): void {
      for (const material of Object.values(materials)) {
        material.clippingPlanes = on ? [cut] : null;
        material.needsUpdate = true;
      }
    },
    bounds(): Bounds {
      const box = geometry.boundingBox;
      if (box === null) return { centre: new Vector3(), size: new Vector3(1, 2, 1), low: -1 };
      return { centre: box.getCenter(new Vector3()), size: box.getSize(new Vector3()), low: box.min.y };
    },
  };
}

/** Mixes `colour` into a material, with weight `amount` · (1 − s), where s is the vertex attribute `seen`. */
function markUnseen(
  material: MeshStandardMaterial,
  { amount, colour }: { readonly amount: { value: number }; readonly colour: { value: Color } },
): void {
  material.onBeforeCompile = (shader) => {
    Object.assign(shader.uniforms, { markAmount: amount, markColour: colour });
    shader.vertexShader = shader.vertexShader
      .replace('#include <common>', '#include <common>\nattribute float seen;\nvarying float vSeen;')
      .replace('#include <begin_vertex>', '#include <begin_vertex>\nvSeen = seen;');
    shader.fragmentShader = shader.fragmentShader
      .replace(
        '#include <common>',
        '#include <common>\nvarying float vSeen;\nuniform float markAmount;\nuniform vec3 markColour;',
      )
      .replace(
        '#include <color_fragment>',
        '#include <color_fragment>\ndiffuseColor.rgb = mix(diffuseColor.rgb, markColour, markAmount * (1.0 - vSeen));',
      );
  };
}

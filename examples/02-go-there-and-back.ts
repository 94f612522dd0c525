// Converts the voxels of a body to a mesh, and the mesh back to the same voxels.
import { bodySource, sample } from '@vrn/bodies';
import { inspect, marchingCubes } from '@vrn/mesh';
import { iou } from '@vrn/metrics';
import { voxelize } from '@vrn/voxel';

const { volume, grid } = sample(bodySource('capsules'), 7, { shape: [96, 96, 96], image: false });
const mesh = marchingCubes(volume, { grid });
const again = voxelize(mesh, grid);

export default { closed: inspect(mesh).closed, iou: iou(volume, again) }; // → { closed: true, iou: 1 }

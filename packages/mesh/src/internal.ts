// Exports helpers for sibling packages. Other programs should not use them, since they may change in any release.
//
// `readObj` reads .obj files for callers that need groups, materials, quads or the file's own order of vertices:
//
//     const obj = readObj(bytes, { caller: 'baseMesh' });    // errors then begin with 'baseMesh: line 7: …'
//     facesByName(obj.groups).get('body')                     // indices of the polygons of a group
//     obj.corners.subarray(obj.starts[f], obj.starts[f + 1])  // vertices of polygon f, three or more, as in the file
//     polygonTriangles(obj, faces)                            // three corners per triangle: indices into obj.corners,
//                                                             // obj.uvCorners and obj.normalCorners (NONE: absent)
//     objParts(obj)                                           // one mesh per material, seams split, no unused vertices
//     obj.libraries                                           // files that mtllib names, with '/' for backslashes
//     readMtl(bytes, path)                                    // the materials of such a file
//     glbParts(bytes)                                         // one mesh per material of a .glb file, in linear time
//     obj.warnings.list()                                     // what was left out or changed, one sentence per kind
//
// `rayCaster(mesh)` returns a function that finds the first hit of a ray in about log F steps.
// `castInwards` casts a ray from the centre of every face that has area, as `wallThickness` does; `thinnestWall`
// returns only the smallest thickness.

export { type GlbPart, type GlbParts, glbParts } from './files/gltf/decodeGlb.js';
export { type ObjMaterial, readMtl } from './files/obj/mtl.js';
export { type ObjFile, type ReadObjOptions, readObj } from './files/obj/objFile.js';
export { facesByName, type ObjNames } from './files/obj/objNames.js';
export { type ObjPart, objParts, polygonTriangles } from './files/obj/objParts.js';
export { NONE } from './files/polygons/attributesOf.js';
export { type Warnings, warningList } from './files/text/warnings.js';
export { type CastRay, type Hit, type Ray, rayCaster } from './measure/castRay.js';
export { castInwards, thinnestWall } from './measure/wallThickness.js';

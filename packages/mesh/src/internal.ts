// Helpers that sibling packages share with @vrn/mesh. Not for other programs: they may change in any release.
//
// One reader of .obj files, for whoever needs groups, materials, quads or the file's own order of vertices:
//
//     const obj = readObj(bytes, { caller: 'baseMesh' });    errors then begin with 'baseMesh: line 7: …'
//     facesByName(obj.groups).get('body')                     numbers of the polygons of a group
//     obj.corners.subarray(obj.starts[f], obj.starts[f + 1])  vertices of polygon f, three or more, as in the file
//     polygonTriangles(obj, faces)                            three corners for each triangle, to look up in
// obj.corners,
//                                                             obj.uvCorners and obj.normalCorners (NONE: there is none)
//     objParts(obj)                                           a mesh for each material, seams split, unused vertices
// removed
//     obj.libraries                                           files that mtllib names, '/' for backslashes
//     readMtl(bytes, path)                                    the materials of such a file
//     glbParts(bytes)                                         likewise a mesh for each material of a .glb file, in
// linear time
//     obj.warnings.list()                                     what was left out, a sentence for each kind

export { type GlbPart, type GlbParts, glbParts } from './files/gltf/decodeGlb.js';
export { type ObjMaterial, readMtl } from './files/obj/mtl.js';
export { type ObjFile, type ReadObjOptions, readObj } from './files/obj/objFile.js';
export { facesByName, type ObjNames } from './files/obj/objNames.js';
export { type ObjPart, objParts, polygonTriangles } from './files/obj/objParts.js';
export { NONE } from './files/polygons/attributesOf.js';
export { type Warnings, warningList } from './files/text/warnings.js';

"""VTK's flying edges on one thread: given `shape`, `level` and `normals`, reads volume.f32, writes the surface."""
from array import array

from rival import serve
from vtkmodules.vtkCommonCore import vtkFloatArray, vtkSMPTools, vtkVersion
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D


def prepare(folder, given):
    vtkSMPTools.SetBackend("Sequential")
    rows, columns, slices = given["shape"]
    data = bytearray((folder / "volume.f32").read_bytes())
    scalars = vtkFloatArray()
    scalars.SetVoidArray(data, rows * columns * slices, 1)
    # The x axis of VTK is the fastest: the slices.
    image = vtkImageData()
    image.SetDimensions(slices, columns, rows)
    image.GetPointData().SetScalars(scalars)
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image)
    edges.SetValue(0, given["level"])
    edges.SetComputeNormals(given["normals"])
    edges.SetComputeGradients(False)
    edges.SetComputeScalars(False)

    def run():
        edges.Modified()
        edges.Update()
        return edges.GetOutput()

    def files_of(surface):
        triangles = surface.GetPolys()
        if triangles.GetNumberOfConnectivityIds() != 3 * triangles.GetNumberOfCells():
            raise ValueError("vtkFlyingEdges3D must return triangles only")
        indices = indices_of(triangles.GetConnectivityArray())
        files = {"positions.f32": memoryview(surface.GetPoints().GetData()), "indices.u32": indices}
        if given["normals"]:
            files["normals.f32"] = memoryview(surface.GetPointData().GetNormals())
        return files

    # `data` must outlive `scalars`, which refers to its memory.
    run.keep = data
    return vtkVersion.GetVTKVersion(), run, files_of


def indices_of(connectivity):
    """Returns the connectivity as 32-bit integers, whatever the width in which VTK stores it."""
    return array("I", memoryview(connectivity).cast("B").cast("q" if connectivity.GetDataTypeSize() == 8 else "i"))


serve(prepare)

"""Reads or writes one mesh file: given `rival`, `format`, `task` and `attributes`."""
from array import array

from rival import serve


def prepare(folder, given):
    return PROGRAMS[given["rival"], given["task"]](folder, given["format"], given["attributes"])


def numpy_read(folder, extension, attributes):
    """Reads a packed .ply file as trimesh does, as views of its rows, and copies the columns into arrays."""
    import numpy as np

    data = (folder / "file").read_bytes()
    types = {b"float": "<f4", b"uchar": "u1"}

    def run():
        start = data.index(b"end_header\n") + len(b"end_header\n")
        header = [line.split() for line in data[:start].splitlines()]
        counts = [int(words[2]) for words in header if words[0] == b"element"]
        columns = [words for words in header if words[0] == b"property" and words[1] != b"list"]
        vertices = np.frombuffer(data, [(name.decode(), types[kind]) for _, kind, name in columns], counts[0], start)
        face = [("count", "u1"), ("index", "<u4", 3)]
        faces = np.frombuffer(data, face, counts[1], start + vertices.nbytes)
        arrays = {"indices": np.ascontiguousarray(faces["index"])}
        for name in ["positions", *attributes]:
            arrays[name] = np.column_stack([vertices[column] for column in COLUMNS[name]])
        return arrays

    return np.__version__, run, lambda arrays: {name: values.tobytes() for name, values in arrays.items()}


COLUMNS = {
    "positions": ("x", "y", "z"),
    "normals": ("nx", "ny", "nz"),
    "colors": ("red", "green", "blue"),
    "uvs": ("s", "t"),
}


def trimesh_write(folder, extension, attributes):
    """Writes a file in memory. Normals, and the corners of faces for .stl, are cached in the mesh beforehand."""
    import numpy as np
    import trimesh as library

    def read(name, columns, kind="<f4"):
        return np.fromfile(folder / name, kind).reshape(-1, columns)

    mesh = library.Trimesh(read("positions", 3), read("indices", 3, "<u4"), process=False)
    if attributes:
        uvs = read("uvs", 2)
        mesh.vertex_normals = read("normals", 3)
        mesh.visual.vertex_colors = read("colors", 3, "u1")
        mesh.vertex_attributes = {"s": uvs[:, 0], "t": uvs[:, 1]}
    if extension == "stl":
        mesh.face_normals, mesh.triangles
    return library.__version__, lambda: mesh.export(file_type=extension), lambda file: {"file": file}


def vtk_read(folder, extension, attributes):
    """Reads a file on disk: these readers take no file in memory."""
    from vtkmodules.vtkCommonCore import vtkVersion
    from vtkmodules.vtkIOGeometry import vtkOBJReader, vtkSTLReader

    reader = {"obj": vtkOBJReader, "stl": vtkSTLReader}[extension]()
    reader.SetFileName(str(folder / "file"))

    def run():
        reader.Modified()
        reader.Update()
        return reader.GetOutput()

    def files_of(mesh):
        points = mesh.GetPointData()
        files = {
            "positions": floats_of(mesh.GetPoints().GetData()),
            "indices": indices_of(mesh.GetPolys().GetConnectivityArray()),
        }
        if attributes:
            files |= {"normals": floats_of(points.GetNormals()), "uvs": floats_of(points.GetTCoords())}
        return files

    return vtkVersion.GetVTKVersion(), run, files_of


def vtk_write(folder, extension, attributes):
    """Writes a file on disk: vtkOBJWriter writes none in memory."""
    from vtkmodules.vtkCommonCore import vtkFloatArray, vtkIdTypeArray, vtkPoints, vtkVersion
    from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
    from vtkmodules.vtkIOGeometry import vtkOBJWriter

    def read(name, columns):
        values = array("f", (folder / name).read_bytes())
        numbers = vtkFloatArray()
        numbers.SetNumberOfComponents(columns)
        numbers.SetNumberOfTuples(len(values) // columns)
        memoryview(numbers).cast("B")[:] = memoryview(values).cast("B")
        return numbers

    points = vtkPoints()
    points.SetData(read("positions", 3))
    corners = array("I", (folder / "indices").read_bytes())
    connectivity = vtkIdTypeArray()
    connectivity.SetNumberOfValues(len(corners))
    memoryview(connectivity).cast("B")[:] = memoryview(array("q", corners)).cast("B")
    triangles = vtkCellArray()
    triangles.SetData(3, connectivity)
    mesh = vtkPolyData()
    mesh.SetPoints(points)
    mesh.SetPolys(triangles)
    if attributes:
        mesh.GetPointData().SetNormals(read("normals", 3))
        mesh.GetPointData().SetTCoords(read("uvs", 2))
    writer = vtkOBJWriter()
    writer.SetInputData(mesh)
    writer.SetFileName(str(folder / "written.obj"))
    return vtkVersion.GetVTKVersion(), writer.Write, lambda _: {"file": (folder / "written.obj").read_bytes()}


def indices_of(connectivity):
    """Returns the connectivity as 32-bit integers, whatever the width in which VTK stores it."""
    return array("I", memoryview(connectivity).cast("B").cast("q" if connectivity.GetDataTypeSize() == 8 else "i"))


def floats_of(values):
    """Returns the values in single precision, whatever the precision in which VTK stores them."""
    return array("f", memoryview(values).cast("B").cast("d" if values.GetDataTypeSize() == 8 else "f"))


PROGRAMS = {
    ("numpy", "read"): numpy_read,
    ("trimesh", "write"): trimesh_write,
    ("vtk", "read"): vtk_read,
    ("vtk", "write"): vtk_write,
}

serve(prepare)

"""The squared chamfer distance of two point sets with scipy's cKDTree on one thread: reads a.f32 and b.f32."""
import numpy as np
import scipy
from rival import serve
from scipy.spatial import cKDTree


def prepare(folder, given):
    # cKDTree stores double precision, so the points are converted beforehand. An unbalanced tree is faster here.
    a, b = [np.fromfile(folder / name, "<f4").reshape(-1, 3).astype(float) for name in ("a.f32", "b.f32")]

    def directed(points, tree):
        distances, _ = tree.query(points, workers=1)
        return np.mean(distances * distances)

    def run():
        tree_of_a, tree_of_b = [cKDTree(points, balanced_tree=False, compact_nodes=False) for points in (a, b)]
        return (directed(a, tree_of_b) + directed(b, tree_of_a)) / 2

    return scipy.__version__, run, lambda distance: {"distance.f64": np.float64(distance).tobytes()}


serve(prepare)

// Distances of points to a mesh with Embree on one thread: reads points.f32, positions.f32 and indices.u32 from the
// folder that is its argument, and answers the commands of bench/rivals/program.ts, as rival.py does.
#include <embree3/rtcore.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

struct Vector {
  float x, y, z;
};
static Vector operator-(Vector a, Vector b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
static Vector operator+(Vector a, Vector b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
static Vector operator*(float s, Vector a) { return {s * a.x, s * a.y, s * a.z}; }
static float dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

struct Mesh {
  std::vector<Vector> positions;
  std::vector<unsigned> indices;
};

template <typename T>
static std::vector<T> read(const std::string &path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  std::vector<T> values(file.tellg() / sizeof(T));
  file.seekg(0);
  file.read(reinterpret_cast<char *>(values.data()), values.size() * sizeof(T));
  return values;
}

/** The nearest point of the triangle a, b, c to p. Source: Ericson 2005, 5.1.5, as in Embree's tutorial. */
static Vector nearest(Vector p, Vector a, Vector b, Vector c) {
  const Vector ab = b - a, ac = c - a, ap = p - a;
  const float d1 = dot(ab, ap), d2 = dot(ac, ap);
  if (d1 <= 0 && d2 <= 0) return a;
  const Vector bp = p - b;
  const float d3 = dot(ab, bp), d4 = dot(ac, bp);
  if (d3 >= 0 && d4 <= d3) return b;
  const Vector cp = p - c;
  const float d5 = dot(ab, cp), d6 = dot(ac, cp);
  if (d6 >= 0 && d5 <= d6) return c;
  const float vc = d1 * d4 - d3 * d2;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) return a + (d1 / (d1 - d3)) * ab;
  const float vb = d5 * d2 - d1 * d6;
  if (vb <= 0 && d2 >= 0 && d6 <= 0) return a + (d2 / (d2 - d6)) * ac;
  const float va = d3 * d6 - d5 * d4;
  if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) return b + ((d4 - d3) / ((d4 - d3) + (d5 - d6))) * (c - b);
  const float scale = 1 / (va + vb + vc);
  return a + (vb * scale) * ab + (vc * scale) * ac;
}

/** Shrinks the radius of a query to the distance of a triangle that is nearer. */
static bool visit(RTCPointQueryFunctionArguments *arguments) {
  const Mesh &mesh = *static_cast<const Mesh *>(arguments->userPtr);
  RTCPointQuery &query = *arguments->query;
  const unsigned *corner = &mesh.indices[3 * arguments->primID];
  const Vector p{query.x, query.y, query.z};
  const Vector offset = nearest(p, mesh.positions[corner[0]], mesh.positions[corner[1]], mesh.positions[corner[2]]) - p;
  const float distance = std::sqrt(dot(offset, offset));
  if (distance >= query.radius) return false;
  query.radius = distance;
  return true;
}

/** Builds the tree of the mesh, and finds the distance of every point. */
static std::vector<float> run(RTCDevice device, const std::vector<Vector> &points, Mesh &mesh) {
  RTCScene scene = rtcNewScene(device);
  RTCGeometry geometry = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
  rtcSetSharedGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, mesh.positions.data(), 0,
                             sizeof(Vector), mesh.positions.size() - 1);
  rtcSetSharedGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, mesh.indices.data(), 0,
                             3 * sizeof(unsigned), mesh.indices.size() / 3);
  rtcSetGeometryPointQueryFunction(geometry, visit);
  rtcCommitGeometry(geometry);
  rtcAttachGeometry(scene, geometry);
  rtcReleaseGeometry(geometry);
  rtcCommitScene(scene);
  std::vector<float> distances(points.size());
  for (size_t n = 0; n < points.size(); n++) {
    RTCPointQuery query{points[n].x, points[n].y, points[n].z, 0, std::numeric_limits<float>::infinity()};
    RTCPointQueryContext context;
    rtcInitPointQueryContext(&context);
    rtcPointQuery(scene, &query, &context, nullptr, &mesh);
    distances[n] = query.radius;
  }
  rtcReleaseScene(scene);
  return distances;
}

static double milliseconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return 1e3 * now.tv_sec + 1e-6 * now.tv_nsec;
}

int main(int, char **arguments) {
  const std::string folder = std::string(arguments[1]) + "/";
  const auto points = read<Vector>(folder + "points.f32");
  Mesh mesh{read<Vector>(folder + "positions.f32"), read<unsigned>(folder + "indices.u32")};
  // Embree reads 16 bytes at the last vertex.
  mesh.positions.push_back({0, 0, 0});
  RTCDevice device = rtcNewDevice("threads=1,set_affinity=0");
  std::cout << "{\"version\":\"" << RTC_VERSION_STRING << "\"}" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    const double began = milliseconds();
    const auto distances = run(device, points, mesh);
    const double time = milliseconds() - began;
    if (line == "answer") {
      std::ofstream(folder + "distances.f32", std::ios::binary)
          .write(reinterpret_cast<const char *>(distances.data()), distances.size() * sizeof(float));
    }
    std::cout << "{\"ms\":" << time << "}" << std::endl;
  }
  rtcReleaseDevice(device);
}

// Builds the paper's seven networks, without allocating tensors, and prints their costs beside the IoU that the paper
// reports.
import { buildVRN, REPORTED, VARIANT_NAMES } from '@vrn/model';

const rows = VARIANT_NAMES.map((name) => {
  const { parameters, multiplyAdds } = buildVRN(name, {
    rows: 128,
    columns: 128,
    slices: 128,
    features: 256,
  }).summary();
  return { name, parameters, multiplyAdds, reported: REPORTED[name].epoch60 };
});

console.table(rows);

export default rows;

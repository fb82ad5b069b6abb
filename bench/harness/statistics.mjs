/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Lower quartile: other processes only ever add, so on a busy machine this says more than the median. @param {number[]} values */
export function lowerQuartile(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 2] ?? Number.NaN;
}

/** Of values above 0. @param {number[]} values */
export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Median, and the quartiles. @param {number[]} values @param {number} [digits] */
export function quartiles(values, digits = 1) {
  if (values.length === 0) return '–';
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.ceil(((sorted.length - 1) * 3) / 4)] ?? Number.NaN;
  return `${median(values).toFixed(digits)} (${lowerQuartile(values).toFixed(digits)}–${upper.toFixed(digits)})`;
}

/** Median, and the least and the most. @param {number[]} values @param {number} [digits] */
export function spread(values, digits = 1) {
  if (values.length === 0) return '–';
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

/** What two series differ by, round by round. @param {number[]} a @param {number[]} b */
export function differences(a, b) {
  return a.map((value, round) => value - /** @type {number} */ (b[round])).filter((value) => !Number.isNaN(value));
}

/** @param {number[]} values */
export function signedSpread(values) {
  if (values.length === 0) return '–';
  const signed = (/** @type {number} */ value) => `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(1)}`;
  return `${signed(median(values))} (${signed(Math.min(...values))}…${signed(Math.max(...values))})`;
}

/** @param {number[]} values @param {number} percent @returns {number} */
export function percentile(values, percent) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/**
 * Least squares.
 * @param {number[]} xs
 * @param {number[]} ys
 * @returns {{ slope: number, error: number }} the standard error of the slope with it
 */
export function trend(xs, ys) {
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const points = xs.map((x, index) => ({ x: x - meanX, y: (ys[index] ?? Number.NaN) - meanY }));
  const squares = points.reduce((sum, { x }) => sum + x * x, 0);
  const slope = points.reduce((sum, { x, y }) => sum + x * y, 0) / squares;
  const rest = points.reduce((sum, { x, y }) => sum + (y - slope * x) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (points.length - 2) / squares) };
}

/**
 * The value below which the share `quantile` (0 … 1) of the samples lies, interpolated between neighbours.
 *
 * @throws RangeError where there are no samples.
 */
export function quantile(samples: readonly number[], quantile: number): number {
  if (samples.length === 0) throw new RangeError('No samples to take a quantile of');
  const sorted = [...samples].sort((a, b) => a - b);
  const position = (sorted.length - 1) * quantile;
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}

/** The middle sample: unlike the mean, deaf to the one round in which the machine did something else. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

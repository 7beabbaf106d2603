/**
 * Capped exponential back-off with full jitter, so that members which failed together do not come
 * back together.
 */
export const backoffMs = (attempt: number, { firstMs, capMs }: { firstMs: number; capMs: number }): number => {
  const ceiling = Math.min(capMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.ceil(ceiling * (0.1 + 0.9 * Math.random()));
};

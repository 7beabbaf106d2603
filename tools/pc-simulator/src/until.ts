/** Looks until `look` gives something; throws with `what` when that takes longer than `withinMs`. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>, withinMs: number, what: string): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`Waited ${withinMs} ms in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

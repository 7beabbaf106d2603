import { z } from 'zod';

export const Fault = z.strictObject({
  /**
   * `error-list`, `error-flat`: an error in either form · `busy`: flat code 303 · `http-429` · `token-refused`: code 111 ·
   * `time-out`: no answer at all · `slow`: answers after `delayMs` · `server-error`: HTTP 500 and a page · `redirect` ·
   * `empty-list` · `truncated-list`: valid, but only the first half · `duplicate-entry`: the first entry twice ·
   * `missing-key`: the first entry has no key and no code · `cut-answer`: the connection breaks in the middle of the answer.
   */
  kind: z.enum([
    'error-list', 'error-flat', 'busy', 'http-429', 'token-refused', 'time-out', 'slow', 'server-error', 'redirect',
    'empty-list', 'truncated-list', 'duplicate-entry', 'missing-key', 'cut-answer',
  ]),
  /** How many of the next calls it befalls. */
  calls: z.number().int().min(1).max(10_000).default(1),
  /** Only calls of this path, for example "/employees"; absent: every call. */
  path: z.string().startsWith('/').optional(),
  status: z.number().int().min(200).max(599).optional(),
  code: z.union([z.string(), z.number()]).optional(),
  message: z.string().optional(),
  delayMs: z.number().int().min(0).max(60_000).optional(),
});
export type Fault = z.infer<typeof Fault>;

export interface Faults {
  add(faults: readonly Fault[]): void;
  clear(): void;
  pending(): Fault[];
  /** The fault that befalls this call, counted down. */
  next(path: string): Fault | undefined;
}

export function createFaults(): Faults {
  let waiting: Fault[] = [];
  return {
    add(faults) {
      waiting.push(...faults.map((fault) => ({ ...fault })));
    },
    clear() {
      waiting = [];
    },
    pending: () => waiting.map((fault) => ({ ...fault })),
    next(path) {
      const fault = waiting.find((candidate) => candidate.path === undefined || candidate.path === path);
      if (!fault) return undefined;
      fault.calls -= 1;
      if (fault.calls === 0) waiting = waiting.filter((candidate) => candidate !== fault);
      return { ...fault };
    },
  };
}

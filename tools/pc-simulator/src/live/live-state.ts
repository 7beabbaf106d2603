import { join } from 'node:path';
import { z } from 'zod';
import { jsonFile } from '../json-file.ts';
import type { JsonFile } from '../json-file.ts';

const LiveState = z.object({
  /** Day that is being lived, YYYY-MM-DD in Tokyo. */
  date: z.string(),
  /** Simulated time reached, in milliseconds since 1970 UTC. */
  clockMs: z.number(),
  /** Per Windows user: whether the account is tied and has its code, and how many steps of the day are done. */
  people: z.record(z.string(), z.object({ prepared: z.boolean(), stepsDone: z.number() })),
});
export type LiveState = z.infer<typeof LiveState>;

/** What the simulation remembers between two starts. */
export function liveStateFile(folder: string, initial: () => LiveState): JsonFile<LiveState> {
  return jsonFile(join(folder, 'live.json'), LiveState, initial);
}

/** People as the local stack hands them over. */
export const People = z.array(
  z.object({ userId: z.string(), employeeCode: z.string(), activationCode: z.string(), windowsUser: z.string() }),
);
export type Person = z.infer<typeof People>[number];

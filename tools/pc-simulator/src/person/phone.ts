import { join } from 'node:path';
import { generate } from 'otplib';
import { z } from 'zod';
import { jsonFile } from '../json-file.ts';

/** Length of a time step of RFC 6238 here, in milliseconds. */
const stepMs = 30_000;

/** A person's authenticator app; survives power cuts of the PC, as a phone does. */
export interface Phone {
  add(account: string, secret: string): void;
  has(account: string): boolean;
  /** The code that the app shows now, by the real time. */
  code(account: string): Promise<string>;
  /** A code that was not taken before: waits for the next one when the present one is used up. */
  unusedCode(account: string): Promise<string>;
}

const Entries = z.record(z.string(), z.object({ secret: z.string(), lastStep: z.number() }));
type Entries = z.infer<typeof Entries>;

export function openPhone(folder: string): Phone {
  const file = jsonFile<Entries>(join(folder, 'phone.json'), Entries, () => ({}));

  function entryOf(account: string): { secret: string; lastStep: number } {
    const entry = file.read()[account];
    if (entry === undefined) throw new Error(`${account} has no one-time password on the phone.`);
    return entry;
  }

  async function code(account: string): Promise<string> {
    return generate({ secret: entryOf(account).secret });
  }

  return {
    add(account, secret) {
      if (file.read()[account]?.secret !== secret) file.write({ ...file.read(), [account]: { secret, lastStep: 0 } });
    },
    has: (account) => file.read()[account] !== undefined,
    code,
    async unusedCode(account) {
      const entry = entryOf(account);
      const nextStepAt = (entry.lastStep + 1) * stepMs;
      if (Date.now() < nextStepAt) await new Promise((resolve) => setTimeout(resolve, nextStepAt - Date.now() + 50));
      file.write({ ...file.read(), [account]: { ...entry, lastStep: Math.floor(Date.now() / stepMs) } });
      return code(account);
    },
  };
}

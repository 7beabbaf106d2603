import { readFileSync, rmSync } from 'node:fs';
import type { EnrolmentTokenSource } from './enrolment.ts';

/** The installer's file with the enrolment token as its only content. */
export function enrolmentTokenFile(path: string | undefined): EnrolmentTokenSource {
  return {
    read() {
      if (path === undefined) return undefined;
      try {
        const token = readFileSync(path, 'utf8').trim();
        return token === '' ? undefined : token;
      } catch {
        return undefined;
      }
    },
    remove() {
      if (path !== undefined) rmSync(path, { force: true });
    },
  };
}

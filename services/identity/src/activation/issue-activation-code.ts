import { isWithin } from '../http/division-limit.ts';
import type { Actor } from '../operations/operation.ts';
import type { PersonDirectory } from '../users/person-directory.ts';
import { hashOfCode, newActivationCode, validMs } from './activation-code.ts';
import type { ActivationCodeStore } from './activation-code.store.ts';

export interface IssueActivationCode {
  readonly companyId: string;
  readonly userId: string;
  /** Divisions the administrator is limited to; null: all. */
  readonly divisions: readonly string[] | null;
  readonly actor: Actor;
}

export type IssuedActivationCode =
  /** Shown once; only its hash is kept. */
  | { readonly outcome: 'issued'; readonly code: string; readonly expiresAt: Date }
  | { readonly outcome: 'not-found' };

export interface IssueActivationCodeParts {
  readonly codes: ActivationCodeStore;
  readonly people: PersonDirectory;
  readonly clock: () => Date;
}

export function issueActivationCode({ codes, people, clock }: IssueActivationCodeParts) {
  return async ({ companyId, userId, divisions, actor }: IssueActivationCode): Promise<IssuedActivationCode> => {
    const person = await people.find(companyId, userId);
    if (person === undefined || !person.enabled || !isWithin(divisions, person.divisionCode)) return { outcome: 'not-found' };
    const at = clock();
    const code = newActivationCode();
    const expiresAt = new Date(at.getTime() + validMs);
    const details = { expiresAt: expiresAt.toISOString() };
    await codes.issue(companyId, userId, hashOfCode(code), expiresAt, { kind: 'activation-code-issue', actor, occurredAt: at, targetUserId: userId, details });
    return { outcome: 'issued', code, expiresAt };
  };
}

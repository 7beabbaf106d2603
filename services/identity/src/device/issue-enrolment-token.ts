import type { Actor } from '../operations/operation.ts';
import { hashOfToken, newEnrolmentTokenText } from './enrolment-token.ts';
import type { EnrolmentTokenStore } from './enrolment-token.store.ts';

export interface IssueEnrolmentToken {
  readonly companyId: string;
  readonly label: string;
  readonly uses: number;
  readonly validHours: number;
  readonly actor: Actor;
}

export interface IssuedEnrolmentToken {
  /** Shown once; only its hash is kept. */
  readonly token: string;
  readonly tokenId: string;
  readonly expiresAt: Date;
}

const hourMs = 3_600_000;

export function issueEnrolmentToken({ tokens, clock, newId }: { tokens: EnrolmentTokenStore; clock: () => Date; newId: () => string }) {
  return async ({ companyId, label, uses, validHours, actor }: IssueEnrolmentToken): Promise<IssuedEnrolmentToken> => {
    const at = clock();
    const text = newEnrolmentTokenText();
    const token = { tokenId: newId(), label, uses, expiresAt: new Date(at.getTime() + validHours * hourMs), createdBy: actor.id };
    const details = { label, uses: String(uses), expiresAt: token.expiresAt.toISOString() };
    await tokens.insert(companyId, token, hashOfToken(text), { kind: 'enrolment-token-issue', actor, occurredAt: at, details });
    return { token: text, tokenId: token.tokenId, expiresAt: token.expiresAt };
  };
}

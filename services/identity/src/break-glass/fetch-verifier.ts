import { untilUnmoved } from '@genkan/mongo-kit';
import type { Clock } from '@genkan/service-kit';
import { isDue, type BreakGlassCode } from './break-glass-code.ts';
import type { BreakGlassStore } from './break-glass.store.ts';
import type { MintCode } from './sealed-code.ts';

export interface FetchVerifierParts {
  readonly store: BreakGlassStore;
  readonly mint: MintCode;
  readonly clock: Clock;
  readonly newId: () => string;
}

export type FetchedVerifier = { readonly outcome: 'fetched'; readonly code: BreakGlassCode } | { readonly outcome: 'not-active' };

/** What the PC compares a typed code with; its first code, and one that was seen long ago, is minted here. */
export function fetchVerifier({ store, mint, clock, newId }: FetchVerifierParts) {
  return (companyId: string, deviceId: string): Promise<FetchedVerifier> =>
    untilUnmoved(async () => {
      const before = await store.find(companyId, deviceId);
      if (before?.status !== 'active') return { outcome: 'not-active' as const };
      const at = clock();
      const present = before.breakGlass.code;
      if (present !== undefined && !isDue(present, at)) return { outcome: 'fetched' as const, code: present };
      const code = await mint(before, present?.nextCodeId ?? newId(), at);
      const saved = await store.save(before, { ...before.breakGlass, code });
      return saved === 'moved' ? saved : { outcome: 'fetched' as const, code };
    });
}

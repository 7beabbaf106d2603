import { untilUnmoved } from '@genkan/mongo-kit';
import type { Clock } from '@genkan/service-kit';
import type { Actor } from '../operations/operation.ts';
import { endsCode, isReported, withUse } from './break-glass.ts';
import type { BreakGlassStore, OnceRecorded, StoredBreakGlass } from './break-glass.store.ts';
import type { MintCode } from './sealed-code.ts';

export interface ReportUse {
  readonly companyId: string;
  readonly deviceId: string;
  readonly codeId: string;
  readonly useId: string;
  readonly windowsSid: string;
  readonly windowsAccount: string;
  /** By the PC's clock. */
  readonly usedAt: Date;
  readonly ip: string;
  readonly clientVersion: string;
}

export interface ReportUseParts {
  readonly store: BreakGlassStore;
  readonly mint: MintCode;
  readonly clock: Clock;
}

/**
 * Records that somebody logged on with the code, once per `useId`, and replaces the code. A use of a code that is
 * not the present one is recorded all the same: it happened.
 */
export function reportUse({ store, mint, clock }: ReportUseParts) {
  return (use: ReportUse): Promise<'recorded' | 'no-device'> =>
    untilUnmoved(async () => {
      const before = await store.find(use.companyId, use.deviceId);
      if (before === undefined) return 'no-device';
      const { breakGlass } = before;
      if (isReported(breakGlass, use.useId)) return 'recorded';
      const at = clock();
      const remembered = withUse(breakGlass, use.useId);
      const { code } = breakGlass;
      const after = code !== undefined && endsCode(breakGlass, use.codeId) ? { ...remembered, code: await mint(before, code.nextCodeId, at) } : remembered;
      return (await store.save(before, after, recordOf(before, use, at))) === 'moved' ? 'moved' : 'recorded';
    });
}

function recordOf({ pcName, links }: StoredBreakGlass, use: ReportUse, now: Date): OnceRecorded {
  const { deviceId, useId, windowsSid, windowsAccount, usedAt, ip, clientVersion } = use;
  const userId = links.find((link) => link.windowsSid === windowsSid)?.userId;
  const actor: Actor =
    userId === undefined ? { kind: 'device', id: deviceId, name: pcName, ip, clientVersion } : { kind: 'user', id: userId, name: '', ip, clientVersion };
  return {
    thing: `break-glass-use/${deviceId}/${useId}`,
    operation: {
      kind: 'break-glass-use',
      actor,
      // A PC's clock may be ahead; nothing has happened in the future.
      occurredAt: usedAt < now ? usedAt : now,
      targetName: pcName,
      details: { pcName, windowsAccount, usedAt: usedAt.toISOString() },
    },
  };
}

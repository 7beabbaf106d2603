import { untilUnmoved } from '@genkan/mongo-kit';
import type { Clock, Sealer } from '@genkan/service-kit';
import type { Actor } from '../operations/operation.ts';
import { replaceRequest } from './break-glass.ts';
import { view } from './break-glass-request.ts';
import type { BreakGlassStore } from './break-glass.store.ts';
import { listedSince } from './request-code.ts';
import { openCode } from './sealed-code.ts';

export type ViewedCode =
  | { readonly outcome: 'viewed'; readonly code: string; readonly pcName: string }
  | { readonly outcome: 'not-found' | 'not-requester' | 'not-approved' | 'ended' | 'no-code' };

export interface ViewCodeParts {
  readonly store: BreakGlassStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
}

/** Shows the requester the code, once, after another administrator approved. */
export function viewCode({ store, sealer, clock }: ViewCodeParts) {
  return (companyId: string, requestId: string, actor: Actor): Promise<ViewedCode> =>
    untilUnmoved(async () => {
      const at = clock();
      const before = await store.findByRequest(companyId, requestId, listedSince(at));
      const request = before?.breakGlass.requests.find((one) => one.requestId === requestId);
      if (before === undefined || request === undefined) return { outcome: 'not-found' as const };
      const viewed = view(request, { administratorKey: actor.id, name: actor.name }, at);
      if (viewed.outcome !== 'viewed') return viewed;
      const { code } = before.breakGlass;
      if (code === undefined) return { outcome: 'no-code' as const };

      // Opened before the view is saved: a key provider that does not answer must not cost the request.
      const text = await openCode(sealer, before, code);
      const after = { ...replaceRequest(before.breakGlass, viewed.request), code: { ...code, viewedAt: at } };
      const { pcName } = before;
      const details = { pcName, reason: request.reason, approvedBy: viewed.approvedBy.name };
      const operation = { kind: 'break-glass-view', actor, occurredAt: at, targetName: pcName, details } as const;
      const saved = await store.save(before, after, { thing: `break-glass-request/${requestId}`, operation });
      return saved === 'moved' ? saved : { outcome: 'viewed' as const, code: text, pcName };
    });
}

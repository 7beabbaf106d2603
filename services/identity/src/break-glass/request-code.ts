import { untilUnmoved } from '@genkan/mongo-kit';
import type { Clock } from '@genkan/service-kit';
import { ask, listedMs, replaceRequest } from './break-glass.ts';
import { approve, refuse, type BreakGlassRequest, type Requester } from './break-glass-request.ts';
import type { BreakGlassStore } from './break-glass.store.ts';

/** A request and the PC it is for. */
export interface RequestOfPc {
  readonly deviceId: string;
  readonly pcName: string;
  readonly request: BreakGlassRequest;
}

export interface RequestCodeParts {
  readonly store: BreakGlassStore;
  readonly clock: Clock;
  readonly newId: () => string;
}

export type RequestedCode = { readonly outcome: 'requested'; readonly asked: RequestOfPc } | { readonly outcome: 'no-device' | 'no-code' };

/** Asks to see the code of a PC. A revoked one may still ask its people for it, so it has no say here. */
export function requestCode({ store, clock, newId }: RequestCodeParts) {
  return (companyId: string, deviceId: string, reason: string, requestedBy: Requester): Promise<RequestedCode> =>
    untilUnmoved(async () => {
      const before = await store.find(companyId, deviceId);
      if (before === undefined) return { outcome: 'no-device' as const };
      if (before.breakGlass.code === undefined) return { outcome: 'no-code' as const };
      const { breakGlass, request } = ask(before.breakGlass, { requestId: newId(), reason, requestedBy }, clock());
      if (breakGlass !== before.breakGlass && (await store.save(before, breakGlass)) === 'moved') return 'moved';
      return { outcome: 'requested' as const, asked: { deviceId, pcName: before.pcName, request } };
    });
}

export type DecidedRequest = { readonly outcome: 'decided'; readonly asked: RequestOfPc } | { readonly outcome: 'not-found' | 'own-request' | 'ended' };

/** Approves or refuses a request, by one who may. */
export function decideRequest({ store, clock }: Omit<RequestCodeParts, 'newId'>) {
  return (companyId: string, requestId: string, decision: 'approve' | 'refuse', by: Requester): Promise<DecidedRequest> =>
    untilUnmoved(async () => {
      const at = clock();
      const before = await store.findByRequest(companyId, requestId, listedSince(at));
      const request = before?.breakGlass.requests.find((one) => one.requestId === requestId);
      if (before === undefined || request === undefined) return { outcome: 'not-found' as const };
      const decided = decision === 'approve' ? approve(request, by, at) : refuse(request, by, at);
      if (decided.outcome !== 'decided') return decided;
      if (decided.request !== request && (await store.save(before, replaceRequest(before.breakGlass, decided.request))) === 'moved') return 'moved';
      return { outcome: 'decided' as const, asked: { deviceId: before.deviceId, pcName: before.pcName, request: decided.request } };
    });
}

const mostListed = 100;

/** The requests of the last days, newest first. */
export function listRequests({ store, clock }: Omit<RequestCodeParts, 'newId'>) {
  return async (companyId: string): Promise<RequestOfPc[]> => {
    const since = listedSince(clock());
    // Every PC with one of the newest requests has its own newest among them, so as many PCs hold them all.
    const asked = await store.listAsked(companyId, since, mostListed);
    return asked
      .flatMap(({ deviceId, pcName, breakGlass }) => breakGlass.requests.map((request) => ({ deviceId, pcName, request })))
      .filter(({ request }) => request.requestedAt >= since)
      .sort((one, other) => other.request.requestedAt.getTime() - one.request.requestedAt.getTime())
      .slice(0, mostListed);
  };
}

export const listedSince = (now: Date): Date => new Date(now.getTime() - listedMs);

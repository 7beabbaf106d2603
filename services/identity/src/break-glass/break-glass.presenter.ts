import { stateOf } from './break-glass-request.ts';
import type { RequestOfPc } from './request-code.ts';

/** A request as the console shows it; `own`: by the administrator who asks. */
export function presentRequest({ deviceId, pcName, request }: RequestOfPc, administratorKey: string, now: Date) {
  const { requestId, reason, requestedBy, requestedAt, expiresAt, decision } = request;
  return {
    requestId,
    deviceId,
    pcName,
    reason,
    requestedBy: requestedBy.name,
    own: requestedBy.administratorKey === administratorKey,
    requestedAt: requestedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    state: stateOf(request, now),
    approvedBy: decision.kind === 'approved' || decision.kind === 'viewed' ? decision.by.name : undefined,
    refusedBy: decision.kind === 'refused' ? decision.by.name : undefined,
  };
}

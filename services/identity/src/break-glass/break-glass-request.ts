export interface Requester {
  readonly administratorKey: string;
  readonly name: string;
}

/** What became of a request; whether it ran out of time is a matter of the clock. */
export type Decision =
  | { readonly kind: 'none' }
  | { readonly kind: 'approved'; readonly by: Requester; readonly at: Date }
  | { readonly kind: 'refused'; readonly by: Requester; readonly at: Date }
  /** Approved by `by`, and then seen. */
  | { readonly kind: 'viewed'; readonly by: Requester; readonly at: Date };

/** One administrator's wish to see the break-glass code of a PC; another one has to approve it. */
export interface BreakGlassRequest {
  readonly requestId: string;
  readonly reason: string;
  readonly requestedBy: Requester;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly decision: Decision;
}

export type RequestState = 'waiting' | 'approved' | 'viewed' | 'refused' | 'expired';

/** How long a request waits for approval, and how long an approved one for its view, in milliseconds. */
export const openMs = 30 * 60_000;

export function newRequest(order: Pick<BreakGlassRequest, 'requestId' | 'reason' | 'requestedBy'>, now: Date): BreakGlassRequest {
  return { ...order, requestedAt: now, expiresAt: after(now), decision: { kind: 'none' } };
}

export function stateOf({ decision, expiresAt }: BreakGlassRequest, now: Date): RequestState {
  switch (decision.kind) {
    case 'viewed':
    case 'refused':
      return decision.kind;
    case 'approved':
    case 'none':
      if (now >= expiresAt) return 'expired';
      return decision.kind === 'none' ? 'waiting' : 'approved';
    default:
      return decision satisfies never;
  }
}

export const isOpen = (request: BreakGlassRequest, now: Date): boolean => ['waiting', 'approved'].includes(stateOf(request, now));

type Decided<Refusal extends string> = { readonly outcome: 'decided'; readonly request: BreakGlassRequest } | { readonly outcome: Refusal };

/** Dual control: nobody approves their own request. Approving again changes nothing, whoever does it. */
export function approve(request: BreakGlassRequest, by: Requester, now: Date): Decided<'own-request' | 'ended'> {
  if (isSame(by, request.requestedBy)) return { outcome: 'own-request' };
  switch (stateOf(request, now)) {
    case 'waiting':
      return { outcome: 'decided', request: { ...request, expiresAt: after(now), decision: { kind: 'approved', by, at: now } } };
    case 'approved':
      return { outcome: 'decided', request };
    default:
      return { outcome: 'ended' };
  }
}

/** Refused by another administrator, or withdrawn by the requester; an approval that was not used yet ends with it. */
export function refuse(request: BreakGlassRequest, by: Requester, now: Date): Decided<'ended'> {
  switch (stateOf(request, now)) {
    case 'waiting':
    case 'approved':
      return { outcome: 'decided', request: { ...request, decision: { kind: 'refused', by, at: now } } };
    case 'refused':
      return { outcome: 'decided', request };
    default:
      return { outcome: 'ended' };
  }
}

export type Viewed =
  | { readonly outcome: 'viewed'; readonly request: BreakGlassRequest; readonly approvedBy: Requester }
  | { readonly outcome: 'not-requester' | 'not-approved' | 'ended' };

/** The requester sees the code once. */
export function view(request: BreakGlassRequest, by: Requester, now: Date): Viewed {
  if (!isSame(by, request.requestedBy)) return { outcome: 'not-requester' };
  const { decision } = request;
  if (!isOpen(request, now)) return { outcome: 'ended' };
  if (decision.kind !== 'approved') return { outcome: 'not-approved' };
  return { outcome: 'viewed', request: { ...request, decision: { kind: 'viewed', by: decision.by, at: now } }, approvedBy: decision.by };
}

const isSame = (one: Requester, other: Requester): boolean => one.administratorKey === other.administratorKey;
const after = (now: Date): Date => new Date(now.getTime() + openMs);

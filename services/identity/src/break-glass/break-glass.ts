import type { BreakGlassCode } from './break-glass-code.ts';
import { isOpen, newRequest, type BreakGlassRequest } from './break-glass-request.ts';

/** The break-glass side of a PC: its code, who asked for it, which uses the PC reported. */
export interface BreakGlass {
  /** Undefined until the PC fetched its first one. */
  readonly code?: BreakGlassCode | undefined;
  /** Oldest first. */
  readonly requests: readonly BreakGlassRequest[];
  /** Ids of the last reported uses, oldest first. */
  readonly uses: readonly string[];
}

export const noBreakGlass: BreakGlass = { requests: [], uses: [] };

/** How long an ended request is listed, in milliseconds. */
export const listedMs = 7 * 24 * 3_600_000;
/** Ended requests that a PC keeps at most: its document must not grow without end. */
const mostEnded = 20;
/** Reported uses that are remembered; older ones are still recorded once, by the id of their record. */
const mostUses = 20;

/** Opens a request; a second one of the same administrator is the first while that is open. */
export function ask(
  breakGlass: BreakGlass,
  order: Pick<BreakGlassRequest, 'requestId' | 'reason' | 'requestedBy'>,
  now: Date,
): { readonly breakGlass: BreakGlass; readonly request: BreakGlassRequest } {
  const own = breakGlass.requests.find(
    (request) => request.requestedBy.administratorKey === order.requestedBy.administratorKey && isOpen(request, now),
  );
  if (own !== undefined) return { breakGlass, request: own };
  const request = newRequest(order, now);
  return { breakGlass: { ...breakGlass, requests: [...kept(breakGlass.requests, now), request] }, request };
}

export function replaceRequest(breakGlass: BreakGlass, request: BreakGlassRequest): BreakGlass {
  return { ...breakGlass, requests: breakGlass.requests.map((one) => (one.requestId === request.requestId ? request : one)) };
}

export const isReported = ({ uses }: BreakGlass, useId: string): boolean => uses.includes(useId);

/** Whether the use ends the present code; one of an earlier code is remembered and ends nothing. */
export const endsCode = ({ code }: BreakGlass, codeId: string): boolean => code?.codeId === codeId;

export const withUse = (breakGlass: BreakGlass, useId: string): BreakGlass => ({ ...breakGlass, uses: [...breakGlass.uses, useId].slice(-mostUses) });

function kept(requests: readonly BreakGlassRequest[], now: Date): BreakGlassRequest[] {
  const ended = requests.filter((request) => !isOpen(request, now) && now.getTime() - request.requestedAt.getTime() < listedMs).slice(-mostEnded);
  return requests.filter((request) => isOpen(request, now) || ended.includes(request));
}

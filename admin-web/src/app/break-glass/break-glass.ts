import { z } from '../shared/shapes';

/** One administrator's wish to see the break-glass code of a PC. */
export const BreakGlassRequest = z.object({
  requestId: z.string(),
  deviceId: z.string(),
  pcName: z.string(),
  reason: z.string(),
  requestedBy: z.string(),
  /** Whether it is one's own. */
  own: z.boolean(),
  requestedAt: z.string(),
  expiresAt: z.string(),
  state: z.enum(['waiting', 'approved', 'viewed', 'refused', 'expired']),
  approvedBy: z.string().nullish(),
  refusedBy: z.string().nullish(),
});
export type BreakGlassRequest = z.infer<typeof BreakGlassRequest>;

export const BreakGlassRequests = z.object({ requests: z.array(BreakGlassRequest) });
export type BreakGlassRequests = z.infer<typeof BreakGlassRequests>;

/** The code itself; shown once. */
export const BreakGlassCode = z.object({ code: z.string(), pcName: z.string() });
export type BreakGlassCode = z.infer<typeof BreakGlassCode>;

export const isOpen = ({ state }: BreakGlassRequest): boolean => state === 'waiting' || state === 'approved';

import { z } from 'zod';

export const agentEventKinds = [
  'logon', 'logoff', 'lock', 'unlock', 'switch-connect', 'switch-disconnect', 'boot', 'shutdown', 'sleep', 'resume',
  'idle-start', 'idle-end', 'auth-ok', 'auth-fail',
] as const;
export type AgentEventKind = (typeof agentEventKinds)[number];

export const agentSessionSources = ['local', 'console', 'rdp'] as const;
export type AgentSessionSource = (typeof agentSessionSources)[number];

const safeNumber = (least: number) => z.int().min(least);

/** One event as the agent sends it. Whatever it does not name makes the event invalid, not the batch. */
export const agentSessionEvent = z.strictObject({
  eventId: z.uuid(),
  kind: z.enum(agentEventKinds),
  windowsSid: z.string().min(1).max(200).optional(),
  windowsAccount: z.string().min(1).max(500).optional(),
  sessionId: z.int().min(0).max(0xffff_ffff).optional(),
  occurredAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)).refine((date) => !Number.isNaN(date.getTime())),
  utcOffsetMinutes: z.int().min(-960).max(960),
  monotonicMs: safeNumber(0),
  bootId: z.uuid(),
  sequence: safeNumber(1),
  source: z.enum(agentSessionSources),
  inferred: z.boolean(),
  clockOffsetMs: safeNumber(-Number.MAX_SAFE_INTEGER),
  clientVersion: z.string().min(1).max(64),
});

export type AgentSessionEvent = z.infer<typeof agentSessionEvent>;

/** Most events of one request. */
export const mostEvents = 200;

/** The events themselves are looked at one by one. */
export const sessionEventBatch = z.strictObject({ events: z.array(z.unknown()).min(1) });

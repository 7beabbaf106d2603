import { z } from 'zod';
import type { GatewayAnswer } from './gateway.port.ts';
import type { HttpAnswer } from './http-exchange.ts';

const Problem = z.object({ code: z.string().regex(/^[a-z0-9-]{1,64}$/) });
const Timed = z.union([
  z.object({ serverTime: z.iso.datetime({ offset: true }) }).transform((body) => body.serverTime),
  z.object({ server_time: z.iso.datetime({ offset: true }) }).transform((body) => body.server_time),
]);

/** What an HTTP answer means to the agent. Answers that say nothing about the request itself count as unavailable. */
export function readAnswer(answer: HttpAnswer, nowMs: number): GatewayAnswer {
  const body = parseJson(answer.text);
  const retryAfterMs = readRetryAfter(answer.headers['retry-after'], nowMs);
  const later = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (answer.status === 204) return { kind: 'answered', body: undefined };
  if (answer.status >= 200 && answer.status < 300) {
    return body === undefined ? { kind: 'unavailable', reason: 'unreadable-answer' } : { kind: 'answered', body };
  }
  const problem = Problem.safeParse(body);
  if (answer.status >= 400 && answer.status < 500 && problem.success) {
    return { kind: 'refused', status: answer.status, code: problem.data.code, ...later };
  }
  return { kind: 'unavailable', reason: `http-${answer.status}`, ...later };
}

/** The server's time in an answer, in milliseconds since 1970 UTC. */
export function readServerTime(answer: HttpAnswer): number | undefined {
  const timed = Timed.safeParse(parseJson(answer.text));
  return timed.success ? Date.parse(timed.data) : undefined;
}

/** Longest wait that a server may ask for; a longer one is more likely a mistake. */
const maxRetryAfterMs = 3_600_000;

/** Retry-After in seconds or as a date (RFC 9110 section 10.2.3), as milliseconds from now. */
export function readRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const waitMs = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(0, waitMs), maxRetryAfterMs);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Response } from 'express';
import type { Fault } from './faults.ts';

/** The list form of an error. */
export const errorList = (code: number, message: string): unknown => ({ errors: [{ message, code }] });

/** Answers with `body`, or as the fault wants it. */
export async function answer(res: Response, status: number, body: unknown, fault: Fault | undefined): Promise<void> {
  if (!fault) {
    res.status(status).json(body);
    return;
  }
  const message = fault.message ?? 'Simulated error.';
  switch (fault.kind) {
    case 'error-list':
      res.status(fault.status ?? 400).json({ errors: [{ message, code: fault.code ?? 222 }] });
      return;
    case 'error-flat':
      res.status(fault.status ?? 400).json({ code: fault.code ?? '222', message });
      return;
    case 'busy':
      res.status(fault.status ?? 400).json({ code: '303', message: 'Too Many Requests' });
      return;
    case 'http-429':
      res.status(429).set('retry-after', '1').send('Too Many Requests');
      return;
    case 'token-refused':
      res.status(fault.status ?? 401).json(errorList(111, 'Bad Authentication.'));
      return;
    case 'time-out':
      // No answer: the caller has to give up first.
      return;
    case 'slow':
      await wait(fault.delayMs ?? 1_000);
      res.status(status).json(body);
      return;
    case 'server-error':
      res.status(fault.status ?? 500).send('<html><body>Internal Server Error</body></html>');
      return;
    case 'redirect':
      res.redirect(fault.status ?? 302, '/elsewhere');
      return;
    case 'empty-list':
      res.status(status).json([]);
      return;
    case 'truncated-list':
      res.status(status).json(Array.isArray(body) ? body.slice(0, Math.floor(body.length / 2)) : body);
      return;
    case 'duplicate-entry':
      res.status(status).json(Array.isArray(body) && body.length > 0 ? [...(body as unknown[]), body[0]] : body);
      return;
    case 'missing-key':
      res.status(status).json(Array.isArray(body) ? (body as object[]).map((entry, index) => (index === 0 ? { ...entry, key: undefined, code: undefined } : entry)) : body);
      return;
    case 'cut-answer': {
      const text = JSON.stringify(body);
      res.status(status).set({ 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) });
      res.write(text.slice(0, Math.floor(text.length / 2)), () => res.destroy());
      return;
    }
    default:
      fault.kind satisfies never;
  }
}

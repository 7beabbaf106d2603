import type { IncomingMessage } from 'node:http';
import { Problem } from '@genkan/service-kit';
import { isCsrfToken, type Session } from './session.ts';

const safeMethods = new Set(['GET', 'HEAD']);

/**
 * A call that changes something must come from the console's own pages: the browser says so
 * (`sec-fetch-site`, `origin`), and the call carries the session's token, which no other site can read.
 */
export function refuseOtherSites(req: IncomingMessage, session: Session, publicOrigin: string): void {
  if (safeMethods.has(req.method ?? '')) return;
  const site = req.headers['sec-fetch-site'];
  const origin = req.headers.origin;
  const isForeign = (site !== undefined && site !== 'same-origin') || (origin !== undefined && origin !== publicOrigin);
  const token = req.headers['genkan-csrf'];
  if (isForeign || !isCsrfToken(session, typeof token === 'string' ? token : undefined)) throw new Problem('csrf-refused');
}

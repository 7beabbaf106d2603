import type { ForwardedRoute } from '../forwarding/route-table.ts';

const base = '/api/agent/v1';

/** Taken by the gateway itself. */
export const sessionEventsPath = `${base}/session-events`;

const device = { guard: 'device', limit: 'device-calls' } as const;

/** What PCs call, besides session events. */
export const agentRoutes: readonly ForwardedRoute[] = [
  { method: 'POST', path: `${base}/enrolments`, service: 'identity', guard: 'source', limit: 'enrolment-source' },
  { method: 'POST', path: `${base}/token`, service: 'identity', guard: 'source', limit: 'token-source' },
  { method: 'POST', path: `${base}/logon-checks`, service: 'identity', ...device },
  { method: 'POST', path: `${base}/account-links`, service: 'identity', ...device },
  { method: 'DELETE', path: `${base}/account-links/:windowsSid`, service: 'identity', ...device },
  { method: 'POST', path: `${base}/otp-registrations`, service: 'identity', ...device },
  { method: 'POST', path: `${base}/otp-registrations/:registrationId/confirmation`, service: 'identity', ...device },
  { method: 'GET', path: `${base}/break-glass-code`, service: 'identity', ...device },
  { method: 'POST', path: `${base}/break-glass-uses`, service: 'identity', ...device },
  { method: 'GET', path: `${base}/policy`, service: 'policy', ...device },
];

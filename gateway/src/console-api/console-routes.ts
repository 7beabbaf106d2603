import type { ForwardedRoute } from '../forwarding/route-table.ts';

const base = '/api/console/v1';

const any = { guard: 'administrator', limit: 'administrator-calls' } as const;
const allAccess = { guard: 'all-access', limit: 'administrator-calls' } as const;

/** What the console calls, besides its session. Each service checks rights and divisions again. */
export const consoleRoutes: readonly ForwardedRoute[] = [
  { method: 'GET', path: `${base}/log-entries`, service: 'audit-log', ...any },
  { method: 'GET', path: `${base}/users`, service: 'identity', ...any },
  { method: 'POST', path: `${base}/users/:userId/activation-codes`, service: 'identity', ...any },
  { method: 'DELETE', path: `${base}/users/:userId/credential`, service: 'identity', ...any },
  { method: 'POST', path: `${base}/users/:userId/unlock`, service: 'identity', ...any },
  { method: 'POST', path: `${base}/enrolment-tokens`, service: 'identity', ...any },
  { method: 'GET', path: `${base}/devices`, service: 'identity', ...any },
  { method: 'POST', path: `${base}/devices/:deviceId/revocation`, service: 'identity', ...any },
  { method: 'POST', path: `${base}/devices/:deviceId/break-glass-requests`, service: 'identity', ...allAccess },
  { method: 'GET', path: `${base}/break-glass-requests`, service: 'identity', ...allAccess },
  { method: 'POST', path: `${base}/break-glass-requests/:requestId/approval`, service: 'identity', ...allAccess },
  { method: 'POST', path: `${base}/break-glass-requests/:requestId/refusal`, service: 'identity', ...allAccess },
  { method: 'POST', path: `${base}/break-glass-requests/:requestId/code`, service: 'identity', ...allAccess },
  { method: 'GET', path: `${base}/administrators`, service: 'identity', ...any },
  { method: 'PUT', path: `${base}/administrators/:administratorKey`, service: 'identity', ...allAccess },
  { method: 'GET', path: `${base}/groups`, service: 'policy', ...any },
  { method: 'POST', path: `${base}/groups`, service: 'policy', ...any },
  { method: 'PUT', path: `${base}/groups/:groupId`, service: 'policy', ...any },
  { method: 'DELETE', path: `${base}/groups/:groupId`, service: 'policy', ...any },
  { method: 'PUT', path: `${base}/groups/:groupId/logon-methods`, service: 'policy', ...any },
  { method: 'POST', path: `${base}/groups/:groupId/members`, service: 'policy', ...any },
  { method: 'POST', path: `${base}/groups/:groupId/members/removal`, service: 'policy', ...any },
  { method: 'GET', path: `${base}/company`, service: 'policy', ...any },
  { method: 'GET', path: `${base}/agent-settings`, service: 'policy', ...any },
  { method: 'PUT', path: `${base}/agent-settings`, service: 'policy', ...allAccess },
  { method: 'POST', path: `${base}/employee-sync-runs`, service: 'sync', ...any },
  { method: 'GET', path: `${base}/employee-sync-runs`, service: 'sync', ...any },
  { method: 'GET', path: `${base}/employee-sync-runs/:runId`, service: 'sync', ...any },
  { method: 'GET', path: `${base}/employee-days/:userId`, service: 'punch', ...any },
];

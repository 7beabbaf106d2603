import type { ForwardedRoute } from '../forwarding/route-table.ts';

const base = '/api/operator/v1';

const operator = { guard: 'operator', limit: 'operator-calls' } as const;

/** What the company that runs Genkan calls. */
export const operatorRoutes: readonly ForwardedRoute[] = [
  { method: 'POST', path: `${base}/companies`, service: 'policy', ...operator },
  { method: 'GET', path: `${base}/companies`, service: 'policy', ...operator },
  { method: 'PUT', path: `${base}/companies/:companyId/attendance-connection`, service: 'sync', ...operator },
  { method: 'POST', path: `${base}/companies/:companyId/employee-sync-runs`, service: 'sync', ...operator },
  { method: 'GET', path: `${base}/companies/:companyId/employee-sync-runs/:runId`, service: 'sync', ...operator },
];

import { readAnswer } from './api-call.ts';

export interface NewCompany {
  readonly companyCode: string;
  readonly name: string;
  readonly language: 'ja' | 'en';
  readonly timeZone: string;
  readonly oidcIssuer: string;
  readonly oidcClientId: string;
  readonly firstAdministratorCode: string;
  readonly punchLinkage: boolean;
  readonly breakLinkage: boolean;
  readonly breakThresholdMinutes: number | null;
  readonly carryHours: number;
}

export interface AttendanceConnection {
  readonly baseUrl: string;
  readonly token: string;
  readonly delivery: 'topic' | 'web-api' | 'off';
}

export interface EmployeeSyncRun {
  readonly state: string;
  readonly failure: unknown;
}

/** Genkan's operator API, as its operator's scripts use it. */
export interface OperatorClient {
  /** Repeating with the same key answers the same company. */
  createCompany(company: NewCompany, idempotencyKey: string): Promise<string>;
  companies(): Promise<readonly { readonly companyId: string; readonly companyCode: string }[]>;
  connectAttendance(companyId: string, connection: AttendanceConnection): Promise<void>;
  startEmployeeSync(companyId: string): Promise<string>;
  employeeSyncRun(companyId: string, runId: string): Promise<EmployeeSyncRun>;
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<unknown>;
}

export const operatorClient = (gatewayUrl: string, token: string): OperatorClient => {
  const call: OperatorClient['call'] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${gatewayUrl}/api/operator/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(30_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return readAnswer(`${method} ${path}`, answer.status, await answer.text());
  };
  return {
    call,
    createCompany: async (company, key) =>
      ((await call('POST', '/companies', company, { 'idempotency-key': key })) as { companyId: string }).companyId,
    companies: async () => ((await call('GET', '/companies')) as { companies: { companyId: string; companyCode: string }[] }).companies,
    connectAttendance: async (companyId, connection) =>
      void (await call('PUT', `/companies/${companyId}/attendance-connection`, connection)),
    startEmployeeSync: async (companyId) =>
      ((await call('POST', `/companies/${companyId}/employee-sync-runs`, {})) as { runId: string }).runId,
    employeeSyncRun: async (companyId, runId) =>
      (await call('GET', `/companies/${companyId}/employee-sync-runs/${runId}`)) as EmployeeSyncRun,
  };
};

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface SimulatedFault {
  kind: string;
  calls?: number;
  path?: string;
  status?: number;
  code?: string | number;
  message?: string;
  delayMs?: number;
}

export interface SimulatedEmployee {
  key: string;
  code: string;
  lastName: string;
  firstName: string;
  divisionCode: string;
  [field: string]: unknown;
}

/** The real attendance simulator as its own process, for `*.int.test.ts` of everything that calls the WebAPI. */
export interface AttendanceSimulator {
  url: string;
  baseUrl: string;
  token: string;
  addFaults(...faults: SimulatedFault[]): Promise<void>;
  edit(kind: 'employees' | 'divisions' | 'administrators', ...edits: object[]): Promise<void>;
  employees(): Promise<SimulatedEmployee[]>;
  calls(): Promise<{ method: string; path: string; at: string }[]>;
  /** Back to the first day, without faults. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../../../../tools/attendance-simulator/src/main.ts', import.meta.url));

/** @param env more of the simulator's environment, for example GENKAN_KAFKA_BROKERS; without it no punches are read */
export async function startAttendanceSimulator(env: Record<string, string> = {}): Promise<AttendanceSimulator> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'attendance-'));
  const child = spawn(process.execPath, ['--no-warnings', main], {
    env: { GENKAN_SIMULATOR_DATA: dataFolder, GENKAN_GATEWAY_URLS: 'http://127.0.0.1:9', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    void gone.then(() => reject(new Error('the attendance simulator did not start')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { msg, port: listening } = JSON.parse(line) as { msg: string; port: number };
      if (msg === 'listening') resolve(listening);
    });
  });
  const url = `http://127.0.0.1:${port}`;
  const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/simulator${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const { webApi } = (await call('GET', '/accounts')) as { webApi: { baseUrl: string; token: string } };
  return {
    url,
    ...webApi,
    addFaults: async (...faults) => void (await call('POST', '/faults', { faults })),
    edit: async (kind, ...edits) => void (await call('POST', `/${kind}`, { edits })),
    employees: async () => (await call('GET', '/employees'))['employees'] as SimulatedEmployee[],
    calls: async () => (await call('GET', '/calls'))['calls'] as { method: string; path: string; at: string }[],
    reset: async () => void (await call('POST', '/reset')),
    async stop() {
      child.kill('SIGTERM');
      await gone;
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

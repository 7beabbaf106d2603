import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@genkan/local-stack';
import { testOutput } from '@genkan/windows-build';
import { harnessProgram, windowsPath } from './harness.ts';
import { startWine, type Wine, type WineResult } from './wine.ts';

export const programs = 'C:\\Program Files\\Genkan';
export const data = 'C:\\ProgramData\\Genkan';
/** Under wine every process has this SID. */
export const ownSid = 'S-1-5-21-0-0-0-1000';

const testKey = 'HKLM\\Software\\Genkan\\Test';

export interface Session {
  readonly id: number;
  readonly sid: string;
  readonly account: string;
  readonly source?: 'console' | 'rdp' | 'local';
}

/** Codes of the test build's controls (host/test_controls.h) for what wine does not deliver. */
export const controls = { consoleConnect: 161, consoleDisconnect: 162, remoteConnect: 163, remoteDisconnect: 164, logon: 165, logoff: 166, lock: 167, unlock: 168, preshutdown: 176, suspend: 184, resume: 198, clockSet: 200 } as const;
export const sessionLine = ({ id, sid, account, source = 'console' }: Session): string => `session ${id} ${sid} ${account} ${source}`;
export const controlLine = (name: keyof typeof controls, times = 1): string => `control ${controls[name]} ${times}`;

/** A Windows of wine with the test build installed by its set-up. */
export interface InstalledPc {
  readonly wine: Wine;
  setup(...args: string[]): Promise<WineResult>;
  host(...args: string[]): Promise<WineResult>;
  status(): Promise<Readonly<Record<string, unknown>>>;
  /** Waits until the service runs and the agent has said that it is ready. */
  ready(): Promise<void>;
  setTest(name: string, value: string | number, below?: string): Promise<void>;
  /** Lines for send-control.exe (control/main.cpp), in one process. */
  control(...lines: readonly string[]): Promise<void>;
  /** Handles that the process of the service holds now. */
  handles(): Promise<number>;
  /** Writes settings into agent.json that the set-up has no parameter for; the service must be stopped. */
  settings(change: Readonly<Record<string, unknown>>): Promise<void>;
  /** Runs genkan-console.exe as the person at the PC; lines of stdin are passwords. */
  console(passwords: readonly string[]): Promise<string>;
  /** Process ids of the agent on this machine. */
  agentProcesses(): number[];
  /** The same of any program of Genkan on this PC. */
  processes(program: string): number[];
  log(name: 'host' | 'agent'): string;
  text(windowsPath: string): string;
  registry(): Promise<string>;
}

const isOf = (process: string, prefix: string): boolean => {
  try {
    return readFileSync(`/proc/${process}/environ`, 'utf8').split('\0').includes(`WINEPREFIX=${prefix}`) || readlinkSync(`/proc/${process}/cwd`).startsWith(prefix);
  } catch {
    return false;
  }
};

export const newPc = async (): Promise<InstalledPc> => {
  const wine = await startWine();
  const text = (path: string): string => (existsSync(wine.path(path)) ? readFileSync(wine.path(path), 'utf8') : '');
  const host = (...args: string[]): Promise<WineResult> => wine.run(`${programs}\\genkan-host.exe`, args);
  const status = async (): Promise<Record<string, unknown>> => JSON.parse((await host('status')).output) as Record<string, unknown>;
  const sendControl = async (lines: readonly string[]): Promise<string> => {
    const { code, output } = await wine.run(windowsPath(join(testOutput, 'send-control.exe')), [], { input: lines.map((line) => `${line}\n`).join('') });
    if (code !== 0) throw new Error(`send-control ended with ${code}: ${output}`);
    return output;
  };
  const pc: InstalledPc = {
    wine,
    host,
    status,
    text,
    setup: (...args) => wine.run(windowsPath(join(testOutput, 'GenkanSetupX64.exe')), ['/S', ...args], { withinMs: 120_000 }),
    async ready() {
      const isReady = async (): Promise<boolean> => {
        const now = await status();
        if (now['service'] === 'running' && now['agent'] === 'ready') return true;
        throw new Error(`The PC is not ready: ${JSON.stringify(now)}\n${text(`${data}\\logs\\host.log`)}`);
      };
      await until('Service and agent of the PC', 30_000, isReady, undefined, 100);
    },
    async setTest(name, value, below = '') {
      const key = below === '' ? testKey : `${testKey}\\${below}`;
      const type = typeof value === 'number' ? 'REG_DWORD' : 'REG_SZ';
      const { code } = await wine.run('reg', ['add', key, '/v', name, '/t', type, '/d', String(value), '/f']);
      if (code !== 0) throw new Error(`reg add ${key} ${name} ended with ${code}`);
    },
    async control(...lines) {
      await sendControl(lines);
    },
    handles: async () => Number(/^handles (\d+)/m.exec(await sendControl(['handles']))![1]),
    async settings(change) {
      const file = wine.path(`${data}\\agent.json`);
      await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, 'utf8')) as object), ...change }));
    },
    async console(passwords) {
      const { output } = await wine.run(`${programs}\\genkan-console.exe`, [], { input: passwords.map((password) => `${password}\n`).join('') });
      return output;
    },
    agentProcesses: () => pc.processes('genkan-agent.exe'),
    processes: (program) =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .filter((name) => {
          try {
            return readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')[0]?.endsWith(program) === true && isOf(name, wine.prefix);
          } catch {
            return false;
          }
        })
        .map(Number),
    log: (name) => text(`${data}\\logs\\${name}.log`),
    registry: async () => (await wine.run('reg', ['query', 'HKLM\\Software\\Genkan', '/s'])).output,
  };
  return pc;
};

/** Tells the test build what wine lacks: which program is the logon screen, and a package for LSA. */
export const prepareTests = async (pc: InstalledPc): Promise<void> => {
  await pc.setTest('FakePackage', 1);
  await pc.setTest('AllowedImage', harnessProgram);
};

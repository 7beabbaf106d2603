import { join } from 'node:path';
import { consoleFolder } from './console.ts';
import { type Log, silent } from '../log.ts';
import { repositoryFolder } from '../paths.ts';
import { keptPort } from '../ports.ts';
import type { Servers } from '../servers/index.ts';
import {
  type Addresses,
  attendanceEnvironment,
  type Environment,
  type EnvironmentOptions,
  gatewayEnvironment,
  type ServiceName,
  serviceEnvironment,
  services,
} from './environment.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { type GenkanProcess, startProcess } from './process.ts';

export interface GenkanOptions {
  readonly servers: Servers;
  /** Folder of secrets, kept ports, logs and the simulator's data. */
  readonly dataDir: string;
  readonly log?: Log;
  /** How many gateways run side by side (default 1). */
  readonly gateways?: number;
  /** Whether the console is built and served (default true). */
  readonly console?: boolean;
  /** Additional environment per process name; wins over the stack's own. */
  readonly env?: Readonly<Record<string, Environment>>;
}

export interface Genkan {
  readonly gateways: readonly GenkanProcess[];
  readonly services: Readonly<Record<ServiceName, GenkanProcess>>;
  readonly attendance: GenkanProcess;
  readonly processes: readonly GenkanProcess[];
  readonly secrets: Secrets;
  stop(): Promise<void>;
}

const nodeOptions = ['--enable-source-maps', '--disable-warning=ExperimentalWarning'];

const addressesOf = async (dataDir: string, gateways: number): Promise<Addresses> => {
  const address = async (name: string): Promise<string> => `http://127.0.0.1:${await keptPort(dataDir, name)}`;
  const serviceUrls: Partial<Record<ServiceName, string>> = {};
  for (const name of services) serviceUrls[name] = await address(name);
  const gatewayUrls: string[] = [];
  for (let index = 1; index <= gateways; index += 1) gatewayUrls.push(await address(`gateway-${index}`));
  return { services: serviceUrls as Record<ServiceName, string>, gateways: gatewayUrls, attendance: await address('attendance') };
};

const all = async (processes: readonly GenkanProcess[], act: (process: GenkanProcess) => Promise<void>): Promise<void> => {
  await Promise.all(processes.map(act));
};

/**
 * Starts the five services, the gateways and the attendance simulator beside the given servers and
 * waits until each says that it is ready.
 * @throws the first problem; nothing is left running then
 */
export const startGenkan = async (options: GenkanOptions): Promise<Genkan> => {
  const { servers, dataDir, log = silent } = options;
  const secrets = await openSecrets(dataDir);
  const addresses = await addressesOf(dataDir, options.gateways ?? 1);
  const consoleFiles = options.console === false ? undefined : await consoleFolder(log);
  const context: EnvironmentOptions = { servers, secrets, addresses, consoleFiles };

  const processes: GenkanProcess[] = [];
  const start = async (name: string, folder: string, url: string, env: Environment): Promise<GenkanProcess> => {
    const process_ = await startProcess({
      name,
      url,
      log,
      command: process.execPath,
      args: [...nodeOptions, join(repositoryFolder, folder, 'src', 'main.ts')],
      cwd: join(repositoryFolder, folder),
      env: { ...env, ...options.env?.[name] },
      logFile: join(dataDir, 'log', `${name}.log`),
    });
    processes.push(process_);
    return process_;
  };

  const started: Partial<Record<ServiceName, GenkanProcess>> = {};
  const gateways: GenkanProcess[] = [];
  try {
    const attendance = await start('attendance', 'tools/attendance-simulator', addresses.attendance, attendanceEnvironment(join(dataDir, 'attendance'), context));
    for (const name of services) started[name] = await start(name, `services/${name}`, addresses.services[name], serviceEnvironment(name, context));
    for (const [index, url] of addresses.gateways.entries()) {
      gateways.push(await start(`gateway-${index + 1}`, 'gateway', url, gatewayEnvironment(index, context)));
    }
    await all(processes, (process_) => process_.ready());
    return {
      gateways,
      services: started as Record<ServiceName, GenkanProcess>,
      attendance,
      processes,
      secrets,
      stop: () => all(processes, (process_) => process_.stop()),
    };
  } catch (error) {
    await all(processes, (process_) => process_.stop());
    throw error;
  }
};

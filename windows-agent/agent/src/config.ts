import { existsSync, readFileSync } from 'node:fs';
import { hostname, release, version } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

/** The file that the installer writes; its path is given by `--config` or GENKAN_AGENT_CONFIG. README.md lists the settings. */
const ConfigFile = z.strictObject({
  server: z.url({ protocol: /^https?$/ }),
  dataFolder: z.string().min(1),
  proxy: z.union([z.enum(['none', 'system']), z.url({ protocol: /^https?$/ })]).default('system'),
  caFile: z.string().optional(),
  pcName: z.string().min(1).max(64).optional(),
  enrolmentTokenFile: z.string().optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  policyRefreshSeconds: z.number().min(1).max(86_400).default(300),
  backOffBaseMs: z.number().int().min(10).max(60_000).default(1_000),
  backOffCapMs: z.number().int().min(10).max(3_600_000).default(60_000),
  logFolder: z.string().min(1).optional(),
});

const Environment = z.object({
  GENKAN_AGENT_CONFIG: z.string().optional(),
  GENKAN_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).optional(),
});

export interface AgentConfig {
  readonly server: URL;
  readonly dataFolder: string;
  readonly proxy: string;
  /** Trust of the server's certificate, PEM; undefined: the certificate store of Node. */
  readonly ca: string | undefined;
  readonly pcName: string;
  readonly osVersion: string;
  readonly enrolmentTokenFile: string | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly policyRefreshMs: number;
  /** Where the host writes its log and this process's stderr; only the support bundle reads there. */
  readonly logFolder: string;
  /** The settings as the file has them, for the support bundle. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly backOff: { readonly baseMs: number; readonly capMs: number };
  /** Started by the PC simulator: plain HTTP and lines that set the clock are allowed. */
  readonly simulated: boolean;
}

/** Every problem of the configuration, one a line; values are never repeated. */
export class BadConfig extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'BadConfig';
    this.problems = problems;
  }
}

/** Reads arguments, environment and the configuration file; throws `BadConfig`. Relative paths are relative to the file. */
export function loadConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>>): AgentConfig {
  const { config: argument, simulated } = readArguments(args);
  const environment = parseOrFail(Environment, env, 'environment');
  const path = argument ?? environment.GENKAN_AGENT_CONFIG;
  if (path === undefined) throw new BadConfig(['Give the configuration file by --config or GENKAN_AGENT_CONFIG.']);
  const file = parseOrFail(ConfigFile, readJson(path), path);
  const beside = (other: string) => resolve(dirname(path), other);

  const server = new URL(file.server);
  const problems = [
    ...(server.protocol === 'http:' && !simulated ? [`${path}: server: only https is allowed`] : []),
    ...(file.caFile !== undefined && !existsSync(beside(file.caFile)) ? [`${path}: caFile: there is no such file`] : []),
  ];
  if (problems.length > 0) throw new BadConfig(problems);
  return {
    server,
    dataFolder: beside(file.dataFolder),
    proxy: file.proxy,
    ca: file.caFile === undefined ? undefined : readFileSync(beside(file.caFile), 'utf8'),
    pcName: (file.pcName ?? hostname()).slice(0, 64),
    osVersion: `${version()} ${release()}`.slice(0, 200),
    enrolmentTokenFile: file.enrolmentTokenFile === undefined ? undefined : beside(file.enrolmentTokenFile),
    logLevel: environment.GENKAN_LOG_LEVEL ?? file.logLevel,
    logFolder: file.logFolder === undefined ? join(beside(file.dataFolder), 'logs') : beside(file.logFolder),
    settings: file,
    policyRefreshMs: file.policyRefreshSeconds * 1_000,
    backOff: { baseMs: file.backOffBaseMs, capMs: file.backOffCapMs },
    simulated,
  };
}

function readArguments(args: readonly string[]): { config?: string | undefined; simulated: boolean } {
  try {
    const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' }, simulated: { type: 'boolean', default: false } } });
    return values;
  } catch (error) {
    throw new BadConfig([error instanceof Error ? error.message : 'The arguments cannot be read.']);
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new BadConfig([`${path}: ${error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'}`]);
  }
}

function parseOrFail<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new BadConfig(read.error.issues.map((issue) => `${where}: ${issue.path.join('.')}: ${issue.message}`));
}

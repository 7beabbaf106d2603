import { rename, writeFile } from 'node:fs/promises';
import type { Demo, DemoAdministrator } from '../demo/provision.ts';
import type { Genkan } from '../genkan/genkan.ts';
import type { Servers } from '../servers/index.ts';
import { stackFile } from './launcher.ts';

/** Every address, account and token of the demo, for scripts. */
export interface StackFile {
  readonly gateway: string;
  readonly attendance: string;
  /** The page of the caught mails. */
  readonly mail: string;
  readonly kafka: string;
  readonly mongodb: string;
  readonly redis: string;
  readonly operatorToken: string;
  /** companyId */
  readonly company: string;
  readonly companyCode: string;
  readonly administrators: readonly DemoAdministrator[];
  readonly enrolmentToken: string;
  readonly gateways: readonly string[];
  readonly console: string;
  readonly smtp: string;
  readonly processes: readonly { readonly name: string; readonly url: string; readonly pid: number }[];
}

export interface Stack {
  readonly servers: Servers;
  readonly genkan: Genkan;
  readonly demo: Demo;
}

export const describeStack = ({ servers, genkan, demo }: Stack): StackFile => ({
  gateway: genkan.gateways[0]!.url,
  attendance: genkan.attendance.url,
  mail: servers.smtp?.page ?? '',
  kafka: servers.kafka.brokers,
  mongodb: servers.mongodb.url,
  redis: servers.redis.url,
  operatorToken: genkan.secrets.operatorToken,
  company: demo.companyId,
  companyCode: demo.companyCode,
  administrators: demo.administrators,
  enrolmentToken: demo.enrolmentToken,
  gateways: genkan.gateways.map(({ url }) => url),
  console: `${genkan.gateways[0]!.url}/`,
  smtp: servers.smtp?.url ?? '',
  processes: genkan.processes.map(({ name, url, pid }) => ({ name, url, pid })),
});

/** Replaces the file as a whole; only its owner may read it. */
export const writeStackFile = async (dataDir: string, stack: StackFile): Promise<void> => {
  const file = stackFile(dataDir);
  await writeFile(`${file}.new`, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
};

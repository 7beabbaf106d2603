import type { Servers } from '../servers/index.ts';
import { operatorTokens, publicKeys, type Secrets } from './secrets.ts';

export const services = ['identity', 'policy', 'audit-log', 'sync', 'punch'] as const;
export type ServiceName = (typeof services)[number];

/** Where every process of one stack listens. */
export interface Addresses {
  readonly services: Readonly<Record<ServiceName, string>>;
  readonly gateways: readonly string[];
  readonly attendance: string;
}

export type Environment = Readonly<Record<string, string>>;

export interface EnvironmentOptions {
  readonly servers: Servers;
  readonly secrets: Secrets;
  readonly addresses: Addresses;
  /** Folder of the built console, if there is one. */
  readonly consoleFiles: string | undefined;
}

const listening = (url: string, instance: string): Environment => ({
  GENKAN_HTTP_HOST: '127.0.0.1',
  GENKAN_HTTP_PORT: new URL(url).port,
  GENKAN_INSTANCE: instance,
});

const sealing: Readonly<Partial<Record<ServiceName, 'identity' | 'sync'>>> = { identity: 'identity', sync: 'sync' };

// The simulator may be asked at any hour of the day and as fast as it answers.
const simulatedAttendance: Environment = { GENKAN_SYNC_RESTRICTED_HOURS: 'none', GENKAN_SYNC_CALL_INTERVAL_MS: '10' };

export const serviceEnvironment = (name: ServiceName, { servers, secrets, addresses }: EnvironmentOptions): Environment => {
  const sealingKey = sealing[name];
  return {
    ...listening(addresses.services[name], `${name}-1`),
    ...servers.env,
    GENKAN_MONGODB_DATABASE: `genkan_${name.replaceAll('-', '_')}`,
    GENKAN_GATEWAY_PUBLIC_KEYS: publicKeys(secrets.gatewaySigningKey),
    ...(sealingKey === undefined ? {} : { GENKAN_SEALING_KEY_FILE: secrets.sealingKeyFiles[sealingKey] }),
    ...(name === 'identity' ? { GENKAN_DEVICE_TOKEN_KEYS: secrets.deviceTokenKeys } : {}),
    ...(name === 'sync' ? simulatedAttendance : {}),
  };
};

/** @param index which gateway, from 0; all are reached from outside by the address of the first */
export const gatewayEnvironment = (index: number, { servers, secrets, addresses, consoleFiles }: EnvironmentOptions): Environment => ({
  ...listening(addresses.gateways[index]!, `gateway-${index + 1}`),
  GENKAN_KAFKA_BROKERS: servers.env.GENKAN_KAFKA_BROKERS,
  GENKAN_REDIS_URL: servers.env.GENKAN_REDIS_URL,
  GENKAN_PUBLIC_URL: addresses.gateways[0]!,
  GENKAN_GATEWAY_SIGNING_KEY: JSON.stringify(secrets.gatewaySigningKey),
  GENKAN_OIDC_CLIENT_KEY: JSON.stringify(secrets.oidcClientKey),
  GENKAN_OPERATOR_TOKENS: operatorTokens('local', secrets.operatorToken),
  GENKAN_DEVICE_TOKEN_KEYS: secrets.deviceTokenKeys,
  GENKAN_SERVICES: services.map((name) => `${name}=${addresses.services[name]}`).join(','),
  GENKAN_TRUST_PROXY: '0',
  ...(consoleFiles === undefined ? {} : { GENKAN_CONSOLE_FILES: consoleFiles }),
});

export const attendanceEnvironment = (dataFolder: string, { servers, secrets, addresses }: EnvironmentOptions): Environment => ({
  ...listening(addresses.attendance, 'attendance-1'),
  GENKAN_KAFKA_BROKERS: servers.env.GENKAN_KAFKA_BROKERS,
  GENKAN_SIMULATOR_DATA: dataFolder,
  GENKAN_SIMULATOR_PASSWORD: secrets.demoPassword,
  GENKAN_GATEWAY_URLS: addresses.gateways.join(','),
});

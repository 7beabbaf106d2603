import { deviceTokenKeysConfig, httpConfig, kafkaConfig, loadConfig, redisConfig, signingKeyConfig, type DeviceTokenKey, type SigningKey } from '@genkan/service-kit';
import { z } from 'zod';
import type { OperatorToken } from './operator-api/operator-token.ts';

export const serviceNames = ['identity', 'policy', 'audit-log', 'sync', 'punch'] as const;
export type ServiceName = (typeof serviceNames)[number];
export type ServiceAddresses = Record<ServiceName, string>;

export interface Config {
  http: { host: string; port: number };
  /** Where the monitoring reads metrics; undefined = nowhere. */
  metrics: { host: string; port: number } | undefined;
  logLevel: string;
  instance: string;
  /** Origin by which browsers and PCs reach the gateway. */
  publicUrl: URL;
  signingKey: SigningKey;
  oidcClientKey: SigningKey;
  operatorTokens: OperatorToken[];
  deviceTokenKeys: DeviceTokenKey[];
  services: ServiceAddresses;
  consoleFiles: string | undefined;
  redisUrl: string;
  kafkaBrokers: string[];
  /** Number of proxies in front whose `x-forwarded-for` entries are believed. */
  trustedProxies: number;
}

/** Whether the `hostname` of a parsed URL is this machine: 127.0.0.0/8, ::1 or localhost. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

const publicUrl = z
  .url({ protocol: /^https?$/ })
  .transform((text) => new URL(text))
  .refine((url) => url.protocol === 'https:' || isLoopback(url.hostname), 'must be https, or http on this machine')
  .refine((url) => url.pathname === '/' && url.search === '', 'must have no path');

const operatorTokens = z.string().transform((text, context): OperatorToken[] => {
  const entries = text.split(',').map((entry) => /^([\w.-]{1,64}):([0-9a-f]{64})$/.exec(entry.trim()));
  if (entries.includes(null)) context.addIssue({ code: 'custom', message: 'must be name:sha256hex pairs separated by commas' });
  return entries.flatMap((entry) => (entry?.[1] && entry[2] ? [{ operator: entry[1], sha256: Buffer.from(entry[2], 'hex') }] : []));
});

const services = z.string().transform((text, context): ServiceAddresses => {
  const entries = Object.fromEntries(text.split(',').map((entry) => entry.trim().split('=', 2) as [string, string]));
  const result = z.object(Object.fromEntries(serviceNames.map((name) => [name, z.url({ protocol: /^https?$/ })]))).safeParse(entries);
  if (!result.success) {
    context.addIssue({ code: 'custom', message: `must name an address for each of ${serviceNames.join(', ')}` });
    return z.NEVER;
  }
  return result.data as ServiceAddresses;
});

const schema = httpConfig
  .extend(redisConfig.shape)
  .extend(kafkaConfig.shape)
  .extend({
    GENKAN_PUBLIC_URL: publicUrl,
    GENKAN_GATEWAY_SIGNING_KEY: signingKeyConfig,
    GENKAN_OIDC_CLIENT_KEY: signingKeyConfig,
    GENKAN_OPERATOR_TOKENS: operatorTokens,
    GENKAN_DEVICE_TOKEN_KEYS: deviceTokenKeysConfig,
    GENKAN_SERVICES: services,
    GENKAN_CONSOLE_FILES: z.string().min(1).optional(),
    GENKAN_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
    /** 0 = no metrics. */
    GENKAN_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
    GENKAN_TRUST_PROXY: z.coerce.number().int().min(0).max(5).default(0),
  })
  .transform((env): Config => ({
    http: { host: env.GENKAN_HTTP_HOST, port: env.GENKAN_HTTP_PORT },
    metrics: env.GENKAN_METRICS_PORT === 0 ? undefined : { host: env.GENKAN_METRICS_HOST, port: env.GENKAN_METRICS_PORT },
    logLevel: env.GENKAN_LOG_LEVEL,
    instance: env.GENKAN_INSTANCE,
    publicUrl: env.GENKAN_PUBLIC_URL,
    signingKey: env.GENKAN_GATEWAY_SIGNING_KEY,
    oidcClientKey: env.GENKAN_OIDC_CLIENT_KEY,
    operatorTokens: env.GENKAN_OPERATOR_TOKENS,
    deviceTokenKeys: env.GENKAN_DEVICE_TOKEN_KEYS,
    services: env.GENKAN_SERVICES,
    consoleFiles: env.GENKAN_CONSOLE_FILES,
    redisUrl: env.GENKAN_REDIS_URL,
    kafkaBrokers: env.GENKAN_KAFKA_BROKERS,
    trustedProxies: env.GENKAN_TRUST_PROXY,
  }));

/** The only reader of the environment. */
export const readConfig = (env: Record<string, string | undefined>): Config => loadConfig(schema, env);

/** For tests of the rules. */
export const configSchema = schema;

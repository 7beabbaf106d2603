import { httpConfig, loadConfig } from '@genkan/service-kit';
import { z } from 'zod';

const webAddress = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const list = (text: string): string[] => text.split(',').map((part) => part.trim()).filter((part) => part !== '');

const environment = httpConfig.extend({
  GENKAN_SIMULATOR_DATA: z.string().min(1),
  GENKAN_GATEWAY_URLS: z.string().transform(list).pipe(z.array(webAddress).min(1)),
  GENKAN_SIMULATOR_PUBLIC_URL: webAddress.optional(),
  /** Password of every demo account; without it one is made at the first start and kept with the data. */
  GENKAN_SIMULATOR_PASSWORD: z.string().min(8).optional(),
  /** Without brokers the simulator plays only the WebAPI and the login. */
  GENKAN_KAFKA_BROKERS: z.string().transform(list).optional(),
  GENKAN_CONSUMER_GROUP_SUFFIX: z.string().regex(/^[A-Za-z0-9._-]*$/).default(''),
});

export interface Config {
  host: string;
  port: number;
  log: { service: string; level: string; instance: string };
  dataFolder: string;
  gatewayUrls: string[];
  publicUrl: string | undefined;
  password: string | undefined;
  kafka: { brokers: string[]; group: string } | undefined;
}

/** The only reader of the environment. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const e = loadConfig(environment, env);
  return {
    host: e.GENKAN_HTTP_HOST,
    port: e.GENKAN_HTTP_PORT,
    log: { service: 'attendance-simulator', level: e.GENKAN_LOG_LEVEL, instance: e.GENKAN_INSTANCE },
    dataFolder: e.GENKAN_SIMULATOR_DATA,
    gatewayUrls: e.GENKAN_GATEWAY_URLS,
    publicUrl: e.GENKAN_SIMULATOR_PUBLIC_URL,
    password: e.GENKAN_SIMULATOR_PASSWORD,
    kafka: e.GENKAN_KAFKA_BROKERS?.length
      ? { brokers: e.GENKAN_KAFKA_BROKERS, group: `attendance-simulator${e.GENKAN_CONSUMER_GROUP_SUFFIX}` }
      : undefined,
  };
}

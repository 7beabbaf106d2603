import { newPrivateJwk } from '@genkan/test-kit';
import { describe, expect, test } from '@jest/globals';
import { configSchema, serviceNames } from './config.ts';

const env = {
  GENKAN_PUBLIC_URL: 'https://genkan.example',
  GENKAN_GATEWAY_SIGNING_KEY: JSON.stringify(newPrivateJwk()),
  GENKAN_OIDC_CLIENT_KEY: JSON.stringify(newPrivateJwk()),
  GENKAN_OPERATOR_TOKENS: `ops:${'a'.repeat(64)}`,
  GENKAN_DEVICE_TOKEN_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
  GENKAN_SERVICES: serviceNames.map((name, index) => `${name}=http://127.0.0.1:${3000 + index}`).join(','),
  GENKAN_REDIS_URL: 'redis://127.0.0.1:6379',
  GENKAN_KAFKA_BROKERS: '127.0.0.1:9092',
};

describe('the configuration', () => {
  test('when everything is given, then it is read', () => {
    expect(configSchema.parse(env)).toMatchObject({ publicUrl: new URL(env.GENKAN_PUBLIC_URL), services: { punch: 'http://127.0.0.1:3004' }, trustedProxies: 0, consoleFiles: undefined });
  });

  test('when no port for metrics is given, then there are none; when one is, then this machine alone reads them', () => {
    expect(configSchema.parse(env).metrics).toBeUndefined();
    expect(configSchema.parse({ ...env, GENKAN_METRICS_PORT: '9464' }).metrics).toEqual({ host: '127.0.0.1', port: 9464 });
    expect(configSchema.parse({ ...env, GENKAN_METRICS_PORT: '9464', GENKAN_METRICS_HOST: '10.0.0.5' }).metrics).toEqual({ host: '10.0.0.5', port: 9464 });
  });

  test.each<[string, string]>([
    ['GENKAN_PUBLIC_URL', 'http://genkan.example'],
    ['GENKAN_PUBLIC_URL', 'https://genkan.example/path'],
    ['GENKAN_GATEWAY_SIGNING_KEY', '{}'],
    ['GENKAN_GATEWAY_SIGNING_KEY', 'no json'],
    ['GENKAN_OPERATOR_TOKENS', 'ops:plain-token'],
    ['GENKAN_OPERATOR_TOKENS', ''],
    ['GENKAN_DEVICE_TOKEN_KEYS', 'k1:c2hvcnQ='],
    ['GENKAN_SERVICES', 'identity=http://127.0.0.1:1'],
    ['GENKAN_REDIS_URL', 'http://127.0.0.1'],
    ['GENKAN_METRICS_PORT', '70000'],
  ])('when %s is %s, then it is refused by name', (name, value) => {
    const result = configSchema.safeParse({ ...env, [name]: value });
    expect(new Set(result.error?.issues.map(({ path }) => path[0]))).toEqual(new Set([name]));
  });

  test.each(Object.keys(env))('when %s is missing, then there is no default', (name) => {
    expect(configSchema.safeParse({ ...env, [name]: undefined }).success).toBe(false);
  });
});

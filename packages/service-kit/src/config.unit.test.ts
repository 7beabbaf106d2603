import { describe, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { describeProblems, httpConfig, kafkaConfig, loadConfig, mongoConfig, redisConfig } from './config.ts';

describe('loadConfig', () => {
  test('when everything is there, then defaults are filled in and lists are split', () => {
    const schema = httpConfig.extend(kafkaConfig.shape);
    expect(loadConfig(schema, { GENKAN_KAFKA_BROKERS: 'a:1, b:2', GENKAN_HTTP_PORT: '8080' })).toMatchObject({
      GENKAN_HTTP_HOST: '127.0.0.1',
      GENKAN_HTTP_PORT: 8080,
      GENKAN_LOG_LEVEL: 'info',
      GENKAN_KAFKA_BROKERS: ['a:1', 'b:2'],
      GENKAN_CONSUMER_GROUP_SUFFIX: '',
    });
  });

  test('when several things are wrong, then each is named without its value', () => {
    const canary = 'canary-value';
    const schema = httpConfig.extend(mongoConfig.shape).extend(redisConfig.shape);
    const result = schema.safeParse({ GENKAN_HTTP_PORT: canary, GENKAN_MONGODB_URI: canary, GENKAN_LOG_LEVEL: canary, GENKAN_REDIS_URL: canary });
    const text = describeProblems(result.error as z.ZodError).join('\n');
    for (const name of ['GENKAN_HTTP_PORT', 'GENKAN_MONGODB_URI', 'GENKAN_MONGODB_DATABASE', 'GENKAN_LOG_LEVEL', 'GENKAN_REDIS_URL']) expect(text).toContain(name);
    expect(text).not.toContain(canary);
  });

  test('when something is wrong, then the process ends with code 78', () => {
    const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    expect(() => loadConfig(z.object({ NEEDED: z.string() }), {})).toThrow('exit 78');
    exit.mockRestore();
  });
});

import { z } from 'zod';

/** The real servers that `*.int.test.ts` use; `tools/run-tests` starts them and sets these variables. */
export interface TestServers {
  mongodbUri: string;
  kafkaBrokers: string[];
  redisUrl: string;
}

const schema = z
  .object({ GENKAN_MONGODB_URI: z.string(), GENKAN_KAFKA_BROKERS: z.string(), GENKAN_REDIS_URL: z.string() })
  .transform((env): TestServers => ({
    mongodbUri: env.GENKAN_MONGODB_URI,
    kafkaBrokers: env.GENKAN_KAFKA_BROKERS.split(','),
    redisUrl: env.GENKAN_REDIS_URL,
  }));

/** Throws when the variables are missing: a test against a server must never pass without it. */
export function testServers(): TestServers {
  const result = schema.safeParse(process.env);
  if (!result.success) {
    throw new Error(`Set ${result.error.issues.map(({ path }) => path.join('.')).join(', ')} to run tests against real servers.`);
  }
  return result.data;
}

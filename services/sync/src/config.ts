import { parseRestrictedHours, defaultRestrictedHours } from '@genkan/king-of-time';
import { httpConfig, kafkaConfig, loadConfig, mongoConfig, publicKeysConfig, redisConfig } from '@genkan/service-kit';
import { z } from 'zod';

const database = mongoConfig.shape.GENKAN_MONGODB_DATABASE.default('genkan_sync');

const restrictedHours = z.string().default(defaultRestrictedHours).transform((text, context) => {
  try {
    return parseRestrictedHours(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be "HH:MM-HH:MM,…" in Japanese time, or "none"' });
    return z.NEVER;
  }
});

const schema = z
  .object({
    ...httpConfig.shape,
    ...mongoConfig.shape,
    ...kafkaConfig.shape,
    ...redisConfig.shape,
    GENKAN_MONGODB_DATABASE: database,
    GENKAN_GATEWAY_PUBLIC_KEYS: publicKeysConfig,
    GENKAN_SEALING_KEY_FILE: z.string().min(1),
    GENKAN_SYNC_RESTRICTED_HOURS: restrictedHours,
    GENKAN_SYNC_CALL_INTERVAL_MS: z.coerce.number().int().min(1).max(60_000).default(1_000),
  })
  .transform((env) => ({
    http: { host: env.GENKAN_HTTP_HOST, port: env.GENKAN_HTTP_PORT },
    log: { level: env.GENKAN_LOG_LEVEL, instance: env.GENKAN_INSTANCE },
    mongo: { uri: env.GENKAN_MONGODB_URI, database: env.GENKAN_MONGODB_DATABASE },
    kafka: { brokers: env.GENKAN_KAFKA_BROKERS, groupSuffix: env.GENKAN_CONSUMER_GROUP_SUFFIX },
    redisUrl: env.GENKAN_REDIS_URL,
    sealingKeyFile: env.GENKAN_SEALING_KEY_FILE,
    attendance: { restrictedHours: env.GENKAN_SYNC_RESTRICTED_HOURS, intervalMs: env.GENKAN_SYNC_CALL_INTERVAL_MS },
    gatewayPublicKeys: env.GENKAN_GATEWAY_PUBLIC_KEYS,
  }));

const republishSchema = z
  .object({
    GENKAN_MONGODB_URI: mongoConfig.shape.GENKAN_MONGODB_URI,
    GENKAN_MONGODB_DATABASE: database,
    GENKAN_LOG_LEVEL: httpConfig.shape.GENKAN_LOG_LEVEL,
    GENKAN_INSTANCE: httpConfig.shape.GENKAN_INSTANCE,
  })
  .transform((env) => ({
    log: { level: env.GENKAN_LOG_LEVEL, instance: env.GENKAN_INSTANCE },
    mongo: { uri: env.GENKAN_MONGODB_URI, database: env.GENKAN_MONGODB_DATABASE },
  }));

export type Config = z.infer<typeof schema>;

export const readConfig = (env: NodeJS.ProcessEnv): Config => loadConfig(schema, env);

/** The republish command needs the database only; the running service's relay sends. */
export const readRepublishConfig = (env: NodeJS.ProcessEnv): z.infer<typeof republishSchema> => loadConfig(republishSchema, env);

import { deviceTokenKeysConfig, httpConfig, kafkaConfig, loadConfig, mongoConfig, publicKeysConfig, redisConfig } from '@genkan/service-kit';
import { z } from 'zod';

const schema = z
  .object({
    ...httpConfig.shape,
    ...mongoConfig.shape,
    ...kafkaConfig.shape,
    ...redisConfig.shape,
    GENKAN_MONGODB_DATABASE: mongoConfig.shape.GENKAN_MONGODB_DATABASE.default('genkan_identity'),
    GENKAN_GATEWAY_PUBLIC_KEYS: publicKeysConfig,
    /** Shared with the gateway only: "kid:base64,kid:base64"; the first signs. */
    GENKAN_DEVICE_TOKEN_KEYS: deviceTokenKeysConfig,
    /** Key-encryption keys of the local key provider; there is no default. */
    GENKAN_SEALING_KEY_FILE: z.string().min(1),
  })
  .transform((env) => ({
    http: { host: env.GENKAN_HTTP_HOST, port: env.GENKAN_HTTP_PORT },
    log: { level: env.GENKAN_LOG_LEVEL, instance: env.GENKAN_INSTANCE },
    mongo: { uri: env.GENKAN_MONGODB_URI, database: env.GENKAN_MONGODB_DATABASE },
    kafka: { brokers: env.GENKAN_KAFKA_BROKERS, groupSuffix: env.GENKAN_CONSUMER_GROUP_SUFFIX },
    redisUrl: env.GENKAN_REDIS_URL,
    gatewayPublicKeys: env.GENKAN_GATEWAY_PUBLIC_KEYS,
    deviceTokenKeys: env.GENKAN_DEVICE_TOKEN_KEYS,
    sealingKeyFile: env.GENKAN_SEALING_KEY_FILE,
  }));

export type Config = z.infer<typeof schema>;

export const readConfig = (env: NodeJS.ProcessEnv): Config => loadConfig(schema, env);

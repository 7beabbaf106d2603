import { httpConfig, kafkaConfig, loadConfig, mongoConfig, publicKeysConfig } from '@genkan/service-kit';
import { z } from 'zod';

const schema = z
  .object({
    ...httpConfig.shape,
    ...mongoConfig.shape,
    ...kafkaConfig.shape,
    GENKAN_MONGODB_DATABASE: mongoConfig.shape.GENKAN_MONGODB_DATABASE.default('genkan_punch'),
    GENKAN_GATEWAY_PUBLIC_KEYS: publicKeysConfig,
  })
  .transform((env) => ({
    http: { host: env.GENKAN_HTTP_HOST, port: env.GENKAN_HTTP_PORT },
    log: { level: env.GENKAN_LOG_LEVEL, instance: env.GENKAN_INSTANCE },
    mongo: { uri: env.GENKAN_MONGODB_URI, database: env.GENKAN_MONGODB_DATABASE },
    kafka: { brokers: env.GENKAN_KAFKA_BROKERS, groupSuffix: env.GENKAN_CONSUMER_GROUP_SUFFIX },
    gatewayPublicKeys: env.GENKAN_GATEWAY_PUBLIC_KEYS,
  }));

export type Config = z.infer<typeof schema>;

export const readConfig = (env: NodeJS.ProcessEnv): Config => loadConfig(schema, env);

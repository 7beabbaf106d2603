import { randomUUID } from 'node:crypto';
import { createKafkajsBus, type MessageBus } from '@genkan/kafka-kit';
import type { Clock, Logger } from '@genkan/service-kit';
import { Redis } from 'ioredis';
import { companyStates } from './companies/company.consumer.ts';
import { createCompanyDirectory, type CompanyDirectory } from './companies/company-directory.ts';
import type { Config } from './config.ts';
import { createDeviceChanges, type DeviceChanges } from './devices/device-changes.ts';
import { deviceStates } from './devices/device.consumer.ts';
import { followTopics, type Following } from './following/follow-topics.ts';
import { connectServices, type Services } from './forwarding/services.ts';
import { startRecordRelay, type RecordRelay } from './records/record-relay.ts';
import { redisWaitingRecords } from './records/waiting-records.redis.ts';
import { serviceTokens } from './forwarding/service-tokens.ts';

/** Everything outside this process. */
export interface Adapters {
  redis: Redis;
  bus: MessageBus;
  services: Services;
  companies: CompanyDirectory;
  deviceChanges: DeviceChanges;
  following: Following;
  records: RecordRelay;
  close(): Promise<void>;
}

export async function connectAdapters(config: Config, clock: Clock, log: Logger): Promise<Adapters> {
  const redis = connectRedis(config.redisUrl, log);
  const bus = await createKafkajsBus({ brokers: config.kafkaBrokers, clientId: `gateway-${config.instance}`, log });
  const services = connectServices(config.services, serviceTokens(config.signingKey, clock), log);
  const records = startRecordRelay({ bus, waiting: redisWaitingRecords(redis, clock, log), instance: config.instance, log });
  const companies = createCompanyDirectory();
  const deviceChanges = createDeviceChanges();
  const following = followTopics(bus, {
    // Every start is a new member of its own: what it knows lives in its memory only.
    group: `gateway.following.${config.instance}.${randomUUID()}`,
    topics: [companyStates(companies), deviceStates(deviceChanges, clock)],
    log,
    clock,
  });
  return {
    redis,
    bus,
    services,
    companies,
    deviceChanges,
    following,
    records,
    async close() {
      await Promise.all([records.stop(), following.stop()]);
      await Promise.all([bus.close(), services.close()]);
      redis.disconnect();
    },
  };
}

/** Fails at once while Redis is away, and connects again by itself. */
export function connectRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 2_000,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  redis.on('error', (error: Error) => log.warn({ err: error }, 'Redis is not there'));
  return redis;
}

import { createKafkajsBus, type MessageBus } from '@genkan/kafka-kit';
import { connectMongo, ensureIndexes, type Collection, type MongoConnection } from '@genkan/mongo-kit';
import { createSealer, deviceTokens, localFileKeyProvider, systemClock, type DeviceTokens, type Logger, type Sealer } from '@genkan/service-kit';
import type { Redis } from 'ioredis';
import { redisActivationAttempts } from './activation/activation-attempts.redis.ts';
import type { ActivationAttempts } from './activation/activation-attempts.ts';
import { activationCodeIndexes, mongoActivationCodeStore, type ActivationCodeDocument } from './activation/activation-code.store.mongo.ts';
import type { ActivationCodeStore } from './activation/activation-code.store.ts';
import { administratorIndexes, mongoAdministratorStore, type AdministratorDocument, type CompanyDocument } from './administrators/administrator.store.mongo.ts';
import type { AdministratorStore } from './administrators/administrator.store.ts';
import { mongoBreakGlassStore } from './break-glass/break-glass.store.mongo.ts';
import type { BreakGlassStore } from './break-glass/break-glass.store.ts';
import type { Config } from './config.ts';
import { deviceIndexes, mongoDeviceStore, type DeviceDocument } from './device/device.store.mongo.ts';
import type { DeviceStore } from './device/device.store.ts';
import { enrolmentTokenIndexes, mongoEnrolmentTokenStore, type EnrolmentTokenDocument } from './device/enrolment-token.store.mongo.ts';
import type { EnrolmentTokenStore } from './device/enrolment-token.store.ts';
import { mongoUsedAssertions, usedAssertionIndexes, type UsedAssertionDocument } from './device/used-assertions.mongo.ts';
import type { UsedAssertions } from './device/used-assertions.ts';
import { connectRedis } from './logon-check/connect-redis.ts';
import type { HotUserSource } from './logon-check/hot-state.ts';
import { mongoHotUsers } from './logon-check/hot-user.mongo.ts';
import { mongoJudgedCodeStore } from './logon-check/judged-code.store.mongo.ts';
import type { JudgedCodeStore } from './logon-check/judged-code.store.ts';
import { redisLogonCheckStore } from './logon-check/logon-check.store.redis.ts';
import type { LogonCheckStore } from './logon-check/logon-check.store.ts';
import { mongoOtpCredentialStore } from './otp-credential/otp-credential.store.mongo.ts';
import type { OtpCredentialStore } from './otp-credential/otp-credential.store.ts';
import type { PersonDirectory } from './users/person-directory.ts';
import { userIndexes, type UserDocument } from './users/user.document.ts';
import { mongoUserStore, type DivisionDocument } from './users/user.store.mongo.ts';
import type { UserStore } from './users/user.store.ts';

/** Collections whose documents carry messages for the relay. */
export const outboxCollections = ['users', 'administrators', 'devices', 'enrolment_tokens', 'activation_codes'];

export interface IdentityStores {
  readonly users: UserStore & PersonDirectory;
  readonly credentials: OtpCredentialStore;
  readonly hotUsers: HotUserSource;
  readonly judgedCodes: JudgedCodeStore;
  readonly logonChecks: LogonCheckStore;
  readonly administrators: AdministratorStore;
  readonly devices: DeviceStore;
  readonly enrolmentTokens: EnrolmentTokenStore;
  readonly usedAssertions: UsedAssertions;
  readonly activationCodes: ActivationCodeStore;
  readonly activationAttempts: ActivationAttempts;
  readonly breakGlass: BreakGlassStore;
}

export interface Adapters {
  readonly mongo: MongoConnection;
  readonly redis: Redis;
  readonly bus: MessageBus;
  readonly sealer: Sealer;
  readonly deviceTokens: DeviceTokens;
  readonly stores: IdentityStores;
  /** For the scanner of documents that Redis has to be told of. */
  readonly userDocuments: Collection<UserDocument>;
  close(): Promise<void>;
}

/** Connects to everything the service needs and makes sure that the indexes are there. */
export async function connectAdapters(config: Config, log: Logger): Promise<Adapters> {
  const sealer = createSealer(await localFileKeyProvider(config.sealingKeyFile));
  const mongo = await connectMongo({ ...config.mongo, log });
  await ensureIndexes(mongo.db, {
    users: userIndexes,
    administrators: administratorIndexes,
    devices: deviceIndexes,
    enrolment_tokens: enrolmentTokenIndexes,
    used_assertions: usedAssertionIndexes,
    activation_codes: activationCodeIndexes,
  });
  const redis = await connectRedis(config.redisUrl, log);
  const bus = await createKafkajsBus({ brokers: config.kafka.brokers, clientId: `identity-${config.log.instance}`, log });
  return {
    mongo,
    redis,
    bus,
    sealer,
    deviceTokens: deviceTokens(config.deviceTokenKeys),
    stores: identityStores(mongo, redis),
    userDocuments: mongo.collection<UserDocument>('users'),
    async close() {
      await bus.close();
      redis.disconnect();
      await mongo.close();
    },
  };
}

function identityStores(mongo: MongoConnection, redis: Redis): IdentityStores {
  const users = mongo.collection<UserDocument>('users');
  const devices = mongo.collection<DeviceDocument>('devices');
  return {
    users: mongoUserStore(users, mongo.collection<DivisionDocument>('divisions'), systemClock),
    credentials: mongoOtpCredentialStore(users),
    hotUsers: mongoHotUsers(users),
    judgedCodes: mongoJudgedCodeStore(users),
    logonChecks: redisLogonCheckStore(redis),
    administrators: mongoAdministratorStore(mongo.collection<AdministratorDocument>('administrators'), mongo.collection<CompanyDocument>('companies')),
    devices: mongoDeviceStore(devices),
    enrolmentTokens: mongoEnrolmentTokenStore(mongo.collection<EnrolmentTokenDocument>('enrolment_tokens')),
    usedAssertions: mongoUsedAssertions(mongo.collection<UsedAssertionDocument>('used_assertions')),
    activationCodes: mongoActivationCodeStore(mongo.collection<ActivationCodeDocument>('activation_codes')),
    activationAttempts: redisActivationAttempts(redis),
    breakGlass: mongoBreakGlassStore(devices),
  };
}

import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { topics, type CompanySchema, type DeviceSchema } from '@genkan/contracts';
import { encodeMessage } from '@genkan/kafka-kit';
import { createLogger, deviceTokens, listen, newId, publicKeysOf, readSigningKey, systemClock, type Clock, type DeviceTokenSubject, type PublicKeySet } from '@genkan/service-kit';
import { aCompany, aDeviceRecord, eventually, newPrivateJwk, testDeviceTokens, testServers } from '@genkan/test-kit';
import { connectAdapters, type Adapters } from '../adapters.ts';
import { createGateway } from '../app.ts';
import type { Config } from '../config.ts';
import { playServices, type PlayedServices } from './played-services.ts';

/** A whole gateway on real Redis and Kafka, before played services. */
export interface TestGateway {
  url: string;
  config: Config;
  adapters: Adapters;
  services: PlayedServices;
  /** By which a service would verify the gateway's tokens. */
  publicKeys: PublicKeySet;
  operatorToken: string;
  /** Everything logged so far. */
  logged: () => string;
  deviceToken(subject?: Partial<DeviceTokenSubject>, clock?: Clock): string;
  call(path: string, init?: RequestInit): Promise<Response>;
  publishCompany(company: MessageInitShape<typeof CompanySchema>): Promise<void>;
  publishDevice(device: MessageInitShape<typeof DeviceSchema> & { companyId: string; deviceId: string }): Promise<void>;
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  config?: Partial<Config>;
  clock?: Clock;
}

export async function startTestGateway({ config: given = {}, clock = systemClock }: TestGatewayOptions = {}): Promise<TestGateway> {
  const lines: string[] = [];
  const log = createLogger({ service: 'gateway', level: 'debug', instance: 'test', destination: { write: (line) => void lines.push(line) } });
  const services = await playServices();
  const tokens = testDeviceTokens(clock);
  const signingKey = readSigningKey(newPrivateJwk('gateway-test'));
  const operatorToken = `operator-${newId()}`;
  const port = await freePort();
  const servers = testServers();
  const config: Config = {
    http: { host: '127.0.0.1', port },
    metrics: undefined,
    logLevel: 'debug',
    instance: `test-${newId()}`,
    publicUrl: new URL(`http://127.0.0.1:${port}`),
    signingKey,
    oidcClientKey: readSigningKey(newPrivateJwk('oidc-test')),
    operatorTokens: [{ operator: 'test-operator', sha256: createHash('sha256').update(operatorToken).digest() }],
    deviceTokenKeys: tokens.keys,
    services: services.addresses,
    consoleFiles: undefined,
    redisUrl: servers.redisUrl,
    kafkaBrokers: servers.kafkaBrokers,
    trustedProxies: 1,
    ...given,
  };
  const adapters = await connectAdapters(config, clock, log);
  const gateway = await createGateway(config, adapters, clock, log);
  const server = await listen(gateway.listener, config.http);
  const { bus } = adapters;
  const meta = () => ({ id: newId(), source: 'test', time: clock() });

  return {
    url: config.publicUrl.origin,
    config,
    adapters,
    services,
    publicKeys: publicKeysOf([signingKey]),
    operatorToken,
    logged: () => lines.join(''),
    deviceToken: (subject = {}, issuedBy = clock) =>
      deviceTokens(config.deviceTokenKeys, issuedBy).sign({ companyId: newId(), deviceId: newId(), pcName: 'PC-01', links: [], ...subject }, 600),
    call: (path, init) => fetch(config.publicUrl.origin + path, { redirect: 'manual', ...init }),
    async publishCompany(company) {
      const whole = aCompany(company);
      await bus.publish([encodeMessage(topics.companies, [whole.companyId], whole, meta())]);
      await eventually(() => {
        if ((adapters.companies.get(whole.companyId)?.version ?? 0n) < whole.version) throw new Error('the company is not known yet');
      });
    },
    async publishDevice(device) {
      await bus.publish([encodeMessage(topics.devices, [device.companyId, device.deviceId], aDeviceRecord(device), meta())]);
    },
    async close() {
      await server.close();
      await adapters.close();
      await services.close();
    },
  };
}

/** Waits until the gateway knows all states, as `/readyz` says. */
export const untilReady = (gateway: TestGateway): Promise<void> =>
  eventually(async () => {
    const answer = await gateway.call('/readyz');
    if (answer.status !== 200) throw new Error(`not ready: ${await answer.text()}`);
  }, { withinMs: 30_000, everyMs: 100 });

/** A port that was free a moment ago; the public address must be known before the gateway is made. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

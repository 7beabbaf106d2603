import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createKafkajsBus, type Consumption } from '@genkan/kafka-kit';
import { createLogger, shutdownOnSignal } from '@genkan/service-kit';
import { createSimulator } from './app.ts';
import { readConfig } from './config.ts';
import { followPunches } from './daily-data/punch.consumer.ts';
import { openDatabase } from './store/database.ts';

const config = readConfig(process.env);
const log = createLogger(config.log);

const database = openDatabase(config.dataFolder);
const bus = config.kafka && (await createKafkajsBus({ brokers: config.kafka.brokers, clientId: 'attendance-simulator', log }));
let following: Consumption | undefined;

// The issuer's address is known only once the port is.
const server = createServer();
await new Promise<void>((resolve) => server.listen(config.port, config.host, resolve));
const { port } = server.address() as AddressInfo;

const { app, punches } = await createSimulator({
  database,
  publicUrl: config.publicUrl ?? `http://${config.host}:${port}`,
  gatewayUrls: config.gatewayUrls,
  password: config.password,
  connected: bus !== undefined,
  health: async () => {
    if (!bus) return;
    if (!following) throw new Error('not following yet');
    await following.health();
  },
  log,
  now: () => new Date(),
});
server.on('request', app);
if (bus && config.kafka) following = await followPunches(bus, config.kafka.group, punches, log);
log.info({ port }, 'listening');

shutdownOnSignal({ withinMs: 10_000, log }, [
  () => new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  }),
  () => following?.stop(),
  () => bus?.close(),
  () => database.close(),
]);

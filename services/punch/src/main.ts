import { createLogger, listen, shutdownOnSignal, systemClock } from '@genkan/service-kit';
import { connectAdapters } from './adapters.ts';
import { readConfig } from './config.ts';
import { runPunch } from './running.ts';

const config = readConfig(process.env);
const log = createLogger({ service: 'punch', ...config.log });
const parts = { log, clock: systemClock };

const adapters = await connectAdapters(config, parts);
const punch = await runPunch(config, adapters, parts);
const server = await listen(punch.app, config.http);
log.info({ port: server.port }, 'listening');

shutdownOnSignal({ withinMs: 25_000, log }, [
  () => punch.drain(),
  () => server.close(), // no new requests
  () => punch.stopConsuming(), // finish the events in hand, commit, leave the groups
  () => punch.stopSending(), // give the outbox back to another instance
  () => adapters.close(), // last, when nobody uses them
]);

import { createLogger, listen, shutdownOnSignal } from '@genkan/service-kit';
import { connectAdapters } from './adapters.ts';
import { readConfig } from './config.ts';
import { runIdentity } from './running.ts';

const config = readConfig(process.env);
const log = createLogger({ service: 'identity', ...config.log });

const adapters = await connectAdapters(config, log);
const identity = await runIdentity(config, adapters, log);
const server = await listen(identity.app, config.http);
log.info({ port: server.port }, 'listening');

shutdownOnSignal({ withinMs: 25_000, log }, [
  () => identity.drain(),
  () => server.close(), // no new requests
  () => identity.stopConsuming(), // finish the message in hand, commit, leave the group
  () => identity.stopSending(), // give the outbox back to another instance
  () => adapters.close(), // last, when nobody uses them
]);

import { createLogger, listen, shutdownOnSignal } from '@genkan/service-kit';
import { connectAdapters } from './adapters.ts';
import { readConfig } from './config.ts';
import { runAuditLog } from './running.ts';

const config = readConfig(process.env);
const log = createLogger({ service: 'audit-log', ...config.log });

const adapters = await connectAdapters(config, log);
const auditLog = await runAuditLog(config, adapters, log);
const server = await listen(auditLog.app, config.http);
log.info({ port: server.port }, 'listening');

shutdownOnSignal({ withinMs: 25_000, log }, [
  () => auditLog.drain(),
  () => server.close(), // no new requests
  () => auditLog.stopConsuming(), // finish the batch in hand, commit, leave the groups
  () => adapters.close(), // last, when nobody uses them
]);

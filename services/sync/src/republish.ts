import { connectMongo } from '@genkan/mongo-kit';
import { createLogger, systemClock } from '@genkan/service-kit';
import { readRepublishConfig } from './config.ts';
import { republishStates } from './republish/republish-states.ts';

/** Command: publish every state of sync again. The relay of the running service sends what this puts into the outboxes. */
// eslint-disable-next-line no-restricted-properties -- this is the entry of a process of its own, as main.ts is
const config = readRepublishConfig(process.env);
const log = createLogger({ service: 'sync-republish', ...config.log });
const mongo = await connectMongo({ ...config.mongo, log });
try {
  log.info(await republishStates(mongo, systemClock), 'states are on their way');
} finally {
  await mongo.close();
}

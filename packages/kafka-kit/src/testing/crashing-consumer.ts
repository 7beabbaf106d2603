import { appendFileSync } from 'node:fs';
import { createKafkajsBus } from '../kafkajs/bus.ts';
import { pauseMs } from '../within.ts';
import { silentLog, textOf } from './bus-rig.ts';

/**
 * A process to be killed at any moment. Its effect is a line in a file, `partition offset text`,
 * written before the offset is resolved.
 * Arguments: brokers, topic, group, file.
 */
const [brokers = '', topic = '', group = '', file = ''] = process.argv.slice(2);

const bus = await createKafkajsBus({ brokers: brokers.split(','), clientId: 'crashing-consumer', log: silentLog });
await bus.consume({ group, topics: [topic], fromBeginning: true }, async (batch) => {
  for (const message of batch.messages) {
    if (batch.isStale()) return;
    await pauseMs(2, new AbortController().signal);
    appendFileSync(file, `${message.partition} ${message.offset} ${textOf(message.value)}\n`);
    batch.resolve(message.offset);
  }
});

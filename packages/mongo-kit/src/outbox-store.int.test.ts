import { outboxContract } from '@genkan/kafka-kit/testing';
import type { OutboxRig } from '@genkan/kafka-kit/testing';
import { insertWithOutbox, updateWithOutbox } from './outbox.ts';
import type { OutboxDocument } from './outbox.ts';
import { mongoOutboxStore } from './outbox-store.ts';
import { ownDatabase } from './testing/own-database.ts';
import { untilUnmoved } from './until-unmoved.ts';

outboxContract('mongo', async (): Promise<OutboxRig> => {
  const { mongo, drop } = await ownDatabase();
  const things = mongo.collection<OutboxDocument>('things');
  const idOf = (document: string): string => `acme|${document}`;
  return {
    store: mongoOutboxStore(mongo.db, ['others', 'things']),
    async commit(document, entries) {
      const inserted = await insertWithOutbox(things, { _id: idOf(document), companyId: 'acme', rev: 1 }, entries);
      if (inserted === 'inserted') return;
      await untilUnmoved(async () => {
        const current = await things.findOne({ _id: idOf(document) });
        if (current === null) throw new Error('the document is gone');
        return updateWithOutbox(things, current, {}, entries);
      });
    },
    async unsent(document) {
      const found = await things.findOne({ _id: idOf(document) });
      return (found?.outbox ?? []).map(({ id }) => id);
    },
    close: drop,
  };
});

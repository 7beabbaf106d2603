import type { OutgoingMessage } from '@genkan/kafka-kit';
import { newId } from '@genkan/service-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nameOf, newSecret, type Session } from './session.ts';
import type { SessionStore } from './session.store.ts';

export interface OpenedStore {
  store: SessionStore;
  /** Records that wait to be published. */
  waiting(): Promise<OutgoingMessage[]>;
  close(): Promise<void>;
}

/** What every session store does. */
export function sessionStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    let opened: OpenedStore;
    beforeAll(async () => void (opened = await open()));
    afterAll(() => opened.close());
    const session: Session = { companyId: 'c', administratorKey: 'k', name: 'n', account: 'admin1', csrfToken: 't', startedAt: '2026-04-01T00:00:00.000Z' };

    test('when a session was begun, then it is found by its name and by no other', async () => {
      const id = newSecret();
      await opened.store.begin(nameOf(id), session);
      expect(await opened.store.use(nameOf(id))).toEqual(session);
      expect(await opened.store.use(id)).toBeUndefined();
      expect(await opened.store.use(nameOf(newSecret()))).toBeUndefined();
    });

    test('when it was ended, then it is not found; ending it again does no harm', async () => {
      const name = nameOf(newSecret());
      await opened.store.begin(name, session);
      expect(await opened.store.end(name)).toBe(true);
      expect(await opened.store.end(name)).toBe(false);
      expect(await opened.store.use(name)).toBeUndefined();
    });

    test('when it is ended with a record, also many times at once, then the record waits once', async () => {
      const name = nameOf(newSecret());
      await opened.store.begin(name, session);
      const records = Array.from({ length: 8 }, () => recordOf(newId()));
      const ended = await Promise.all(records.map((record) => opened.store.end(name, record)));
      expect(ended.filter(Boolean)).toHaveLength(1);
      const ids = records.map(({ key }) => key);
      expect((await opened.waiting()).filter(({ key }) => ids.includes(key))).toEqual([records[ended.indexOf(true)]]);
    });

    test('when there was no session, then no record waits', async () => {
      const record = recordOf(newId());
      expect(await opened.store.end(nameOf(newSecret()), record)).toBe(false);
      expect((await opened.waiting()).map(({ key }) => key)).not.toContain(record.key);
    });
  });
}

const recordOf = (key: string): OutgoingMessage => ({ topic: 'test', key, value: new Uint8Array([0, 255, 1]), headers: { ce_id: newId(), name: '花子' } });

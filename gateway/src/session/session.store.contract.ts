import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nameOf, newSecret, type Session } from './session.ts';
import type { SessionStore } from './session.store.ts';

/** What every session store does. */
export function sessionStoreContract(name: string, open: () => Promise<{ store: SessionStore; close: () => Promise<void> }>): void {
  describe(name, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => void (opened = await open()));
    afterAll(() => opened.close());
    const session: Session = { companyId: 'c', administratorKey: 'k', account: 'admin1', csrfToken: 't', startedAt: '2026-04-01T00:00:00.000Z' };

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
      await opened.store.end(name);
      await opened.store.end(name);
      expect(await opened.store.use(name)).toBeUndefined();
    });
  });
}

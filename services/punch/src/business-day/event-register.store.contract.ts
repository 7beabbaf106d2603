import { expect, test } from '@jest/globals';
import type { EventRegister } from './event-register.store.ts';

/** What every event register does. `newId` gives unique ids, for registers that are never empty. */
export function eventRegisterContract(registerOf: () => EventRegister, newId: () => string): void {
  test('when an id comes again with the same body, then it is admitted each time', async () => {
    const [companyId, event] = [newId(), { eventId: newId(), digest: 'a' }];
    expect(await registerOf().admit(companyId, [event])).toEqual([event]);
    expect(await registerOf().admit(companyId, [event, { eventId: newId(), digest: 'a' }])).toHaveLength(2);
  });

  test('when an id comes with another body, then the first stands, within one call and over calls', async () => {
    const [companyId, eventId] = [newId(), newId()];
    const [first, other] = [{ eventId, digest: 'a' }, { eventId, digest: 'b' }];
    expect(await registerOf().admit(companyId, [first, other, first])).toEqual([first, first]);
    expect(await registerOf().admit(companyId, [other])).toEqual([]);
    expect(await registerOf().admit(newId(), [other])).toEqual([other]);
  });

  test('when bodies of one id race, then only one of them is ever admitted', async () => {
    const [companyId, eventId] = [newId(), newId()];
    const admitted = await Promise.all(
      Array.from({ length: 10 }, (_, digest) => registerOf().admit(companyId, [{ eventId, digest: String(digest) }])),
    );
    expect(admitted.flat()).toHaveLength(1);
  });

  test('when nothing comes, then nothing is admitted', async () => {
    expect(await registerOf().admit(newId(), [])).toEqual([]);
  });
}

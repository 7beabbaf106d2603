import { describe, expect, test } from '@jest/globals';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { SessionEventSchema } from '@genkan/contracts';
import { createLogger, gatewayGuards } from '@genkan/service-kit';
import { aSessionEvent } from './builders.ts';
import { eventually } from './eventually.ts';
import { testDeviceTokens, testGateway } from './keys.ts';
import { dropOwnDatabase, ownNames } from './own-data.ts';
import { expectProblem } from './problem.ts';
import { testClock } from './test-clock.ts';

describe('the test kit', () => {
  test('when a condition comes true in time, then its value is returned; otherwise the last error is', async () => {
    let calls = 0;
    expect(
      await eventually(() => {
        calls += 1;
        if (calls < 3) throw new Error('not yet');
        return 'done';
      }, { everyMs: 1 }),
    ).toBe('done');
    await expect(eventually(() => expect(1).toBe(2), { withinMs: 5, everyMs: 1 })).rejects.toThrow('Not within 5 ms');
  });

  test('when the clock is moved, then it stands there', () => {
    const clock = testClock('2026-04-01T00:00:00Z');
    clock.advanceBy(1_500);
    expect(clock().toISOString()).toBe('2026-04-01T00:00:01.500Z');
    clock.setTo('2026-03-01T00:00:00Z');
    expect(clock().toISOString()).toBe('2026-03-01T00:00:00.000Z');
  });

  test('when a message is built, then it is complete and of its schema', () => {
    const event = aSessionEvent('2026-04-01T00:00:00Z', { utcOffsetMinutes: -300 });
    expect(fromBinary(SessionEventSchema, toBinary(SessionEventSchema, event))).toEqual(event);
  });

  test('when two tests ask for names, then no name is shared, and only own databases can be dropped', async () => {
    const [one, two] = [ownNames(), ownNames()];
    expect(one.database).not.toBe(two.database);
    expect(one.group('punch.people')).toBe(`punch.people.${one.suffix}`);
    await expect(dropOwnDatabase('genkan_identity')).rejects.toThrow('not a test');
  });

  test('when keys are made, then a service accepts their tokens', () => {
    const gateway = testGateway();
    expect(() => gatewayGuards({ service: 'x', publicKeys: gateway.publicKeys, log: createLogger({ service: 'x', level: 'silent', instance: 'x' }) })).not.toThrow();
    expect(gateway.device('x', { companyId: 'c' })['genkan-device']).toBeDefined();
    const tokens = testDeviceTokens();
    expect(tokens.verify(tokens.sign({ companyId: 'c', deviceId: 'd', pcName: 'p', links: [] }, 60)).companyId).toBe('c');
  });

  test('when an answer is not the expected problem, then the matcher fails', async () => {
    const answer = (status: number, code: string) =>
      new Response(JSON.stringify({ code, id: 'a'.repeat(32) }), { status, headers: { 'content-type': 'application/problem+json' } });
    expect(await expectProblem(answer(404, 'not-found'), 'not-found')).toMatchObject({ code: 'not-found' });
    await expect(expectProblem(answer(200, 'not-found'), 'not-found')).rejects.toThrow();
    await expect(expectProblem(answer(404, 'internal'), 'not-found')).rejects.toThrow();
  });
});

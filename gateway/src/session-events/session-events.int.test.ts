import { fromBinary } from '@bufbuild/protobuf';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { SessionEventKind, SessionEventSchema, SessionSource, topics, type SessionEvent } from '@genkan/contracts';
import type { Consumption, IncomingMessage } from '@genkan/kafka-kit';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway, untilReady, type TestGateway } from '../testing/test-gateway.ts';

const path = '/api/agent/v1/session-events';
const sid = 'S-1-5-21-1-2-3-1001';
const companyId = newId();
const deviceId = newId();
const links = [{ windowsSid: sid, windowsAccount: 'PC-01\\taro', userId: 'user-1' }];

let gateway: TestGateway;
let consumption: Consumption;
const records = new Map<string, { record: SessionEvent; message: IncomingMessage }>();

beforeAll(async () => {
  gateway = await startTestGateway();
  consumption = await gateway.adapters.bus.consume(
    { group: `test.${newId()}`, topics: [topics.sessionEvents.name], fromBeginning: true },
    async (batch) => {
      for (const message of batch.messages) {
        if (message.key.startsWith(companyId) && message.value !== null) {
          const record = fromBinary(SessionEventSchema, message.value);
          records.set(record.eventId, { record, message });
        }
        batch.resolve(message.offset);
      }
    },
  );
  await untilReady(gateway);
}, 60_000);
afterAll(async () => {
  await consumption.stop();
  await gateway.close();
});

const anEvent = (given: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventId: crypto.randomUUID(),
  kind: 'logon',
  windowsSid: sid,
  windowsAccount: 'PC-01\\taro',
  sessionId: 2,
  occurredAt: '2026-04-01T09:00:00.123+09:00',
  utcOffsetMinutes: 540,
  monotonicMs: 5_000,
  bootId: crypto.randomUUID(),
  sequence: 7,
  source: 'console',
  inferred: false,
  clockOffsetMs: -12,
  clientVersion: '1.2.3',
  ...given,
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  gateway.call(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { authorization: `Bearer ${gateway.deviceToken({ companyId, deviceId, links })}`, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9', ...headers },
  });

interface Answer {
  results: { eventId: string; result: string; code?: string; detail?: string }[];
  serverTime: string;
}
const results = async (response: Response): Promise<Answer['results']> => {
  expect(response.status).toBe(200);
  return ((await response.json()) as Answer).results;
};
const recordOf = (event: Record<string, unknown>) =>
  eventually(() => {
    const found = records.get(event['eventId'] as string);
    if (found === undefined) throw new Error('not on the topic yet');
    return found;
  });

describe('recording session events', () => {
  test('when a PC sends an event, then the topic has it with company, PC, user, address and times of the gateway', async () => {
    const event = anEvent();
    const response = await post({ events: [event] }, { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
    expect(await results(response)).toEqual([{ eventId: event['eventId'], result: 'accepted' }]);
    const { record, message } = await recordOf(event);
    expect(record).toMatchObject({
      companyId, deviceId, userId: 'user-1', windowsSid: sid, windowsAccount: 'PC-01\\taro', sessionId: 2, kind: SessionEventKind.LOGON,
      utcOffsetMinutes: 540, monotonicMs: 5_000n, sequence: 7n, source: SessionSource.CONSOLE, inferred: false, clockOffsetMs: -12n, clockSuspect: false,
      clientVersion: '1.2.3', ip: '203.0.113.9', pcName: 'PC-01',
    });
    expect(timestampDate(record.occurredAt!).toISOString()).toBe('2026-04-01T00:00:00.123Z');
    expect(Math.abs(timestampDate(record.receivedAt!).getTime() - Date.now())).toBeLessThan(10_000);
    expect(message.key).toBe(`${companyId}/${deviceId}`);
    expect(message.headers).toMatchObject({ ce_id: event['eventId'], ce_type: topics.sessionEvents.name, ce_source: 'gateway', company: companyId });
    expect(message.headers['traceparent']).toContain('a'.repeat(32));
  });

  test('when the account is not tied, then the event is kept without a user', async () => {
    const stranger = anEvent({ windowsSid: 'S-1-5-21-9' });
    const { windowsSid: _sid, windowsAccount: _account, sessionId: _session, ...boot } = anEvent({ kind: 'boot' });
    await post({ events: [stranger, boot] });
    for (const event of [stranger, boot]) expect((await recordOf(event)).record.userId).toBe('');
    expect((await recordOf(boot)).record.sessionId).toBeUndefined();
  });

  test('when an event lies a day in the future, then it is accepted and its clock is suspect', async () => {
    const event = anEvent({ occurredAt: new Date(Date.now() + 86_400_000).toISOString() });
    expect((await results(await post({ events: [event] })))[0]?.result).toBe('accepted');
    expect((await recordOf(event)).record.clockSuspect).toBe(true);
  });

  test('when an event is sent again, also with another body, then it is accepted again', async () => {
    const event = anEvent();
    await post({ events: [event] });
    expect((await results(await post({ events: [{ ...event, kind: 'lock' }] })))[0]?.result).toBe('accepted');
  });

  test('when 200 events are sent, then all are on the topic in their order; when 201 are, then none is', async () => {
    const events = Array.from({ length: 200 }, (_, index) => anEvent({ sequence: index + 1 }));
    expect(await results(await post({ events }))).toHaveLength(200);
    const found = await Promise.all(events.map(recordOf));
    const offsets = found.map(({ message }) => message.offset);
    expect(offsets).toEqual([...offsets].sort((a, b) => Number(a - b)));
    await expectProblem(await post({ events: [...events, anEvent()] }), 'event-batch-too-large');
  });

  const broken: Record<string, Record<string, unknown>> = {
    'an unknown field': { companyId: 'other' },
    'a missing field': { bootId: undefined },
    'a number as text': { sequence: '7' },
    'an array for a string': { windowsSid: [sid] },
    'an object for a string': { windowsSid: { $ne: null } },
    'an unknown kind': { kind: 'login' },
    'a kind of the prototype': { kind: 'constructor' },
    'a time that is none': { occurredAt: '2026-13-01T00:00:00Z' },
    'a local time': { occurredAt: '2026-04-01T09:00:00' },
    'a negative sequence': { sequence: -1 },
    'a fraction': { monotonicMs: 1.5 },
    'a huge number': { monotonicMs: 1e300 },
    'no uuid': { eventId: '1; DROP TABLE' },
    'too long a text': { windowsAccount: 'x'.repeat(501) },
    'null': { source: null },
  };
  test.each(Object.entries(broken))('when one event has %s, then it alone is rejected', async (_what, fault) => {
    const good = anEvent();
    const bad = JSON.parse(JSON.stringify({ ...anEvent(), ...fault })) as Record<string, unknown>;
    const [first, second] = await results(await post({ events: [bad, good] }));
    expect(first).toMatchObject({ result: 'rejected', code: 'invalid-event', eventId: bad['eventId'] });
    expect(first?.detail).toBeTruthy();
    expect(second).toEqual({ eventId: good['eventId'], result: 'accepted' });
    await recordOf(good);
  });

  test('when something is no event at all, then it is rejected and the rest recorded', async () => {
    const good = anEvent();
    const outcome = await results(await post({ events: [null, 1, 'x', [], {}, good] }));
    expect(outcome.map(({ result }) => result)).toEqual(['rejected', 'rejected', 'rejected', 'rejected', 'rejected', 'accepted']);
  });

  test.each([
    ['no events', {}, 'invalid-request'],
    ['an empty batch', { events: [] }, 'invalid-request'],
    ['an object for the batch', { events: { $gt: '' } }, 'invalid-request'],
    ['an unknown field beside', { events: [{}], companyId: 'other' }, 'invalid-request'],
    ['an array', [], 'invalid-request'],
    ['null', 'null', 'invalid-request'],
    ['no JSON', '{', 'malformed-json'],
    ['nothing', '', 'malformed-json'],
    ['1 MB', { events: ['x'.repeat(1_000_000)] }, 'body-too-large'],
  ] as const)('when the body is %s, then it is refused as a whole', async (_what, body, code) => {
    await expectProblem(await post(body), code);
  });

  test('when the body is a form, then it is refused', async () => {
    await expectProblem(await post('events=1', { 'content-type': 'application/x-www-form-urlencoded' }), 'unsupported-media-type');
  });

  test('when 1 MB comes in chunks of unknown length, then it is refused as well', async () => {
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('x'.repeat(64 * 1024)));
      },
    });
    const sent = gateway.call(path, {
      method: 'POST', body: stream, duplex: 'half',
      headers: { authorization: `Bearer ${gateway.deviceToken({ companyId, deviceId })}`, 'content-type': 'application/json' },
    });
    // The connection may be cut before the answer is read: that is a refusal too.
    const status = await sent.then((response) => response.status, () => 413);
    expect(status).toBe(413);
  });

  test('when the token is missing, foreign or malformed, then nothing is recorded', async () => {
    const event = anEvent();
    for (const authorization of ['', 'Bearer', 'Bearer x.y.z', 'Basic dGVzdDp0ZXN0', `Bearer ${'a'.repeat(17_000)}`]) {
      const response = await post({ events: [event] }, { authorization });
      await expectProblem(response, 'device-token-invalid');
    }
    expect(records.has(event['eventId'] as string)).toBe(false);
    expect(gateway.logged()).not.toContain(event['eventId']);
  });
});

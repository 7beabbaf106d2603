import { describe, expect, test } from '@jest/globals';
import { SessionEventKind } from '@genkan/contracts';
import { at, aSessionEvent } from '@genkan/test-kit';
import { observedEvent } from './observed-event.ts';

describe('a session event as an observation', () => {
  test('when it tells about presence, then it says all that a business day needs', () => {
    const event = aSessionEvent('2026-04-06T00:00:00.500Z', { kind: SessionEventKind.LOCK, sequence: 7n, inferred: true });

    expect(observedEvent(event)).toMatchObject({
      companyId: event.companyId,
      userId: event.userId,
      eventId: event.eventId,
      observation: {
        id: event.eventId, kind: 'lock', at: Date.parse('2026-04-06T00:00:00.500Z'), device: event.deviceId, session: 1, sequence: 7, inferred: true, suspect: false,
      },
    });
  });

  test.each(['BOOT', 'IDLE_START', 'IDLE_END', 'AUTH_OK', 'AUTH_FAIL', 'UNSPECIFIED'] as const)('when it is of kind %s, then it takes no part, but its id counts as used', (kind) => {
    const event = aSessionEvent(undefined, { kind: SessionEventKind[kind] });
    expect(observedEvent(event)).toMatchObject({ eventId: event.eventId, digest: expect.any(String), observation: null });
    expect(observedEvent({ ...event, occurredAt: undefined })).toMatchObject({ observation: null });
    expect(observedEvent({ ...event, eventId: '' })).toBeUndefined();
  });

  test('when its clock is flagged, or it lies ahead of its receipt, then it is suspect', () => {
    const happened = '2026-04-06T09:00:00Z';
    const suspect = (receivedAt: string, clockSuspect = false) =>
      observedEvent(aSessionEvent(happened, { receivedAt: at(receivedAt), clockSuspect }))?.observation?.suspect;

    expect(suspect('2026-04-06T09:00:01Z')).toBe(false);
    expect(suspect('2026-04-06T09:00:01Z', true)).toBe(true);
    expect(suspect('2026-04-06T08:58:00Z')).toBe(false);
    expect(suspect('2026-04-06T08:57:59Z')).toBe(true);
    expect(suspect('2026-04-05T09:00:00Z')).toBe(true);
  });

  test('when it is received again, then it has the same digest; when it says something else, another', () => {
    const said = aSessionEvent('2026-04-06T09:00:00Z');
    const digest = (changes: object) => observedEvent({ ...said, ...changes })?.digest;

    expect(digest({ receivedAt: at('2026-04-09T09:00:00Z'), ip: '192.0.2.9', clockSuspect: true })).toBe(digest({}));
    const others = [
      { kind: SessionEventKind.LOGOFF }, { occurredAt: at('2026-04-06T09:00:01Z') }, { userId: 'other' }, { deviceId: 'other' }, { sessionId: 2 },
      { sequence: 2n }, { inferred: true }, { bootId: 'other' },
    ].map(digest);
    expect(new Set([...others, digest({})]).size).toBe(others.length + 1);
  });

  test.each([
    ['no time', { occurredAt: undefined }],
    ['a time before computers', { occurredAt: at('1970-01-01T00:00:00Z') }],
    ['a time after all ages', { occurredAt: { ...at('2026-01-01T00:00:00Z'), seconds: 1n << 60n } }],
    ['no id', { eventId: '' }],
  ])('when it has %s, then it can never be placed', (_what, changes) => {
    expect(() => observedEvent({ ...aSessionEvent(), ...changes })).toThrow(expect.objectContaining({ name: 'PermanentError' }));
  });
});

import { topics } from '@genkan/contracts';
import { describe, expect, test } from '@jest/globals';
import { decodeEnvelope, decodePayload, encodeMessage, encodeTombstone } from './envelope.ts';
import { PermanentError } from './failure.ts';
import type { IncomingMessage, OutgoingMessage } from './message-bus.ts';

const meta = { id: '01J', source: 'policy', time: new Date('2026-11-24T00:00:00.123Z'), traceparent: '00-aa-bb-01' };
const received = (message: OutgoingMessage): IncomingMessage => ({ ...message, partition: 2, offset: 7n, timestamp: 0 });

describe('the envelope', () => {
  test('when a message is encoded, then its headers are CloudEvents in binary mode and its key begins with the company', () => {
    const message = encodeMessage(topics.groups, ['acme', 'g1'], { name: '営業' }, meta);
    expect(message).toMatchObject({
      topic: 'genkan.groups.v1',
      key: 'acme/g1',
      headers: {
        ce_specversion: '1.0',
        ce_id: '01J',
        ce_source: 'policy',
        ce_type: 'genkan.groups.v1',
        ce_time: '2026-11-24T00:00:00.123Z',
        'content-type': 'application/protobuf',
        traceparent: '00-aa-bb-01',
        company: 'acme',
      },
    });
  });

  test('when it is decoded, then it says what was encoded and where it stood', () => {
    const message = received(encodeMessage(topics.groups, ['acme', 'g1'], { name: '営業' }, meta));
    expect(decodeEnvelope(message)).toEqual({ ...meta, companyId: 'acme', key: 'acme/g1', topic: 'genkan.groups.v1', partition: 2, offset: 7n });
    expect(decodePayload(topics.groups.schema, message.value ?? new Uint8Array()).name).toBe('営業');
  });

  test('when there is no trace, then there is no such header and no such attribute', () => {
    const { traceparent: _none, ...untraced } = meta;
    const message = encodeTombstone(topics.companies, ['acme'], untraced);
    expect(message.value).toBeNull();
    expect(message.headers).not.toHaveProperty('traceparent');
    expect(decodeEnvelope(received(message))).not.toHaveProperty('traceparent');
  });

  test.each([
    ['too few parts', ['acme']],
    ['too many parts', ['acme', 'g1', 'x']],
    ['an empty part', ['acme', '']],
    ['a slash in the company', ['ac/me', 'g1']],
  ])('when a key has %s, then nothing is encoded', (_what, key) => {
    expect(() => encodeMessage(topics.groups, key, {}, meta)).toThrow(PermanentError);
  });

  test('when the key belongs to a company whose id only begins alike, then it is not decoded', () => {
    const message = received(encodeMessage(topics.groups, ['acme2', 'g1'], {}, meta));
    expect(() => decodeEnvelope({ ...message, headers: { ...message.headers, company: 'acme' } })).toThrow('company');
  });
});

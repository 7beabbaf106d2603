import { describe, expect, test } from '@jest/globals';
import { failureKind, PermanentError, TransientError } from './failure.ts';

const named = (name: string, message = '', extra: object = {}): Error => Object.assign(new Error(message), { name }, extra);

describe('failureKind', () => {
  test.each([
    ['a declared one', new TransientError('later')],
    ['a refused connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['a lost MongoDB primary', named('MongoServerError', 'not primary', { code: 10107 })],
    ['a MongoDB without disk space', named('MongoServerError', 'out of disk', { code: 14031 })],
    ['a MongoDB that refuses our account', named('MongoServerError', 'auth', { code: 18 })],
    ['a bulk write without an answer', named('MongoBulkWriteError')],
    ['a Redis that is too slow', new Error('Command timed out')],
    ['a MongoDB network error', named('MongoNetworkTimeoutError')],
    ['no MongoDB server', named('MongooseServerSelectionError')],
    ['a loading Redis', named('ReplyError', 'LOADING Redis is loading the dataset in memory')],
    ['a closed Redis connection', new Error('Connection is closed.')],
    ['Kafka without answer', named('KafkaJSNumberOfRetriesExceeded')],
    ['one that a library wrapped', new Error('save failed', { cause: new Error('pool', { cause: named('MongoPoolClearedError') }) })],
  ])('when it is %s, then it is transient', (_what, error) => {
    expect(failureKind(error)).toBe('transient');
  });

  test.each([
    ['a declared one', new PermanentError('never')],
    ['one with a transient cause that its author judged', new PermanentError('never', { cause: new TransientError('later') })],
  ])('when it is %s, then it is permanent', (_what, error) => {
    expect(failureKind(error)).toBe('permanent');
  });

  test.each([
    ['a programming error', new TypeError('x is not a function')],
    ['a duplicate key among many', named('MongoBulkWriteError', 'E11000', { code: 11000 })],
    ['a duplicate key', named('MongoServerError', 'E11000', { code: 11000 })],
    ['a wrong Redis command', named('ReplyError', 'ERR unknown command')],
    ['not an error at all', 'text'],
    ['nothing', undefined],
  ])('when it is %s, then its kind is unknown', (_what, error) => {
    expect(failureKind(error)).toBe('unknown');
  });
});

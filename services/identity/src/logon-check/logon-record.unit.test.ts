import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LogonCheckSchema, LogonRefusal, LogonVerdict } from '@genkan/contracts';
import { judgedCode, latestPerUser, type JudgedCode } from './logon-record.ts';

const aCode = (given: Partial<JudgedCode> = {}): JudgedCode => ({
  companyId: 'c', userId: 'u', credentialVersion: 1, acceptedStep: 0, failures: 1, delayedUntil: 0, locked: false, judgedAt: 1, pcName: 'PC', ip: '', ...given,
});

describe('what records say about the counters of a user', () => {
  test('when codes were judged, then the latest judged stands, whatever the order and the copies, and the highest step is kept', () => {
    const codes = fc.uniqueArray(fc.record({ judgedAt: fc.nat(50), acceptedStep: fc.nat(5), failures: fc.nat(20) }), { selector: ({ judgedAt }) => judgedAt, minLength: 1 });
    fc.assert(
      fc.property(codes, fc.infiniteStream(fc.nat()), (given, random) => {
        const all = given.map((one) => aCode(one));
        const shuffled = [...all, ...all].map((code) => ({ code, order: random.next().value })).sort((a, b) => a.order - b.order).map(({ code }) => code);
        const latest = all.reduce((a, b) => (a.judgedAt > b.judgedAt ? a : b));
        expect(latestPerUser(shuffled)).toEqual([{ ...latest, acceptedStep: Math.max(...all.map(({ acceptedStep }) => acceptedStep)) }]);
      }),
    );
  });

  test('when they are of several users or credentials, then each keeps its own', () => {
    const codes = [aCode(), aCode({ userId: 'v' }), aCode({ credentialVersion: 2 }), aCode({ companyId: 'd' })];
    expect(latestPerUser(codes)).toHaveLength(4);
  });

  test('when a code was refused unseen, then it says nothing', () => {
    const record = (verdict: LogonVerdict, refusal: LogonRefusal) => create(LogonCheckSchema, { verdict, refusal, checkedAt: timestampFromMs(5), failures: 3 });
    for (const refusal of [LogonRefusal.DELAYED, LogonRefusal.LOCKED, LogonRefusal.NO_CREDENTIAL, LogonRefusal.CREDENTIAL_MOVED, LogonRefusal.UNSPECIFIED]) {
      expect(judgedCode(record(LogonVerdict.REFUSED, refusal))).toBeUndefined();
    }
    expect(judgedCode(record(LogonVerdict.REFUSED, LogonRefusal.WRONG_CODE))).toMatchObject({ failures: 3, judgedAt: 5 });
    expect(judgedCode(record(LogonVerdict.REFUSED, LogonRefusal.REPLAYED))).toBeDefined();
    expect(judgedCode(record(LogonVerdict.ACCEPTED, LogonRefusal.UNSPECIFIED))).toBeDefined();
  });
});

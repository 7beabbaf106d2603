import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { aDivision, eventually, expectProblem } from '@genkan/test-kit';
import { codeOf, follow, startTestIdentity, type TestIdentity, userAtPc, verdictOf } from '../testing/test-identity.ts';

jest.setTimeout(60_000);

interface Listed {
  users: { userId: string; employeeCode: string; name: string; [field: string]: unknown }[];
  nextCursor: string | null;
}

let identity: TestIdentity;
let companyId: string;
beforeAll(async () => {
  identity = await startTestIdentity();
});
afterAll(() => identity?.stop());
beforeEach(() => {
  companyId = newId();
});

const list = async (query = '', caller: Partial<Parameters<TestIdentity['admin']>[0]> = {}): Promise<Listed> =>
  (await (await identity.admin({ companyId, ...caller }).call('GET', `/users${query}`)).json()) as Listed;
const codes = ({ users }: Listed): string[] => users.map(({ employeeCode }) => employeeCode);

describe('users', () => {
  test('when people come by sync, then they are listed by employee code with everything that is known', async () => {
    await identity.publish(topics.divisions, [companyId, '1000'], aDivision({ companyId, name: '営業部' }));
    const registered = await userAtPc(identity, companyId, { employeeCode: '1002', lastName: '勤怠', firstName: '花子', emailAddresses: ['hanako@example.jp', 'b@example.jp'] });
    await registered.register();
    await identity.person(companyId, { employeeCode: '1001', emailAddresses: [], divisions: [] });
    expect(await list()).toEqual({
      users: [
        expect.objectContaining({ employeeCode: '1001', email: null, divisionName: null, otpStatus: 'none', locked: false, enabled: true, linkedAccounts: [] }),
        { userId: registered.userId, employeeCode: '1002', name: '勤怠 花子', email: 'hanako@example.jp', divisionName: '営業部', otpStatus: 'active', locked: false, enabled: true, linkedAccounts: [] },
      ],
      nextCursor: null,
    });
  });

  test('when there are more than a page holds, then the cursor goes on where it ended', async () => {
    for (const employeeCode of ['3', '1', '2', '5', '4']) await identity.person(companyId, { employeeCode });
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.nextCursor}`);
    const third = await list(`?limit=2&cursor=${second.nextCursor}`);
    expect([codes(first), codes(second), codes(third), third.nextCursor]).toEqual([['1', '2'], ['3', '4'], ['5'], null]);
  });

  test.each([
    ['太郎', ['1']],
    ['ＴＡＲＯ', ['1']],
    ['勤怠太郎', ['1']],
    ['.*', []],
    ['a+b', ['2']],
    ['', ['1', '2']],
  ])('when somebody searches "%s", then exactly those are found whose code, name or mail has it', async (q, expected) => {
    await identity.person(companyId, { employeeCode: '1', lastName: '勤怠', firstName: '太郎', emailAddresses: ['Taro@example.jp'] });
    await identity.person(companyId, { employeeCode: '2', lastName: '玄関', firstName: '次郎', emailAddresses: ['a+b@example.jp'] });
    expect(codes(await list(`?q=${encodeURIComponent(q)}`))).toEqual(expected);
  });

  test('when an administrator is limited to divisions, or of another company, then only their own people are listed', async () => {
    await identity.person(companyId, { employeeCode: '1', divisions: [{ divisionCode: '1000' }] });
    await identity.person(companyId, { employeeCode: '2', divisions: [{ divisionCode: '1000' }, { divisionCode: '2000' }] });
    expect(codes(await list('', { level: 'general', divisions: ['2000'] }))).toEqual(['2']);
    expect(codes(await list('', { level: 'general', divisions: [] }))).toEqual([]);
    expect(codes(await list('', { level: 'general', divisions: null }))).toEqual(['1', '2']);
    expect(codes(await list('', { companyId: newId() }))).toEqual([]);
  });

  test('when records come twice or the older one later, then the newest stands', async () => {
    const { userId } = await identity.person(companyId, { employeeCode: 'new', version: 3n });
    await identity.person(companyId, { userId, employeeCode: 'old', version: 2n });
    await identity.person(companyId, { userId, employeeCode: 'same', version: 3n });
    expect(codes(await list())).toEqual(['new']);
  });

  test('when a person leaves and comes back, then others learn both, and the codes stop and go on', async () => {
    const users = await follow(identity, topics.users);
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    await identity.person(companyId, { userId: pc.userId, version: 2n, deleted: true });
    expect((await list()).users).toMatchObject([{ enabled: false, otpStatus: 'active' }]);
    await eventually(() => expect(users.of(companyId).at(-1)).toMatchObject({ userId: pc.userId, enabled: false, deleted: true }));
    await eventually(async () => expect(await verdictOf(await pc.check(codeOf(secret, identity.clock().getTime())))).toBe('refused'), { everyMs: 300 });
    await identity.person(companyId, { userId: pc.userId, version: 3n });
    await eventually(async () => {
      identity.clock.advanceBy(60_000);
      expect(await verdictOf(await pc.check(codeOf(secret, identity.clock().getTime())))).toBe('accepted');
    }, { everyMs: 300 });
    await eventually(() => expect(users.of(companyId).at(-1)).toMatchObject({ enabled: true, deleted: false }));
    await users.stop();
  });

  test('when a person is forgotten for good, then what is personal is gone and the topic forgets the key', async () => {
    const users = await follow(identity, topics.users);
    const pc = await userAtPc(identity, companyId, { lastName: '忘却' });
    await pc.register();
    await identity.person(companyId, { userId: pc.userId, version: 2n, deleted: true });
    await identity.forget(topics.employees, [companyId, pc.userId]);
    await identity.caughtUp();
    expect((await list()).users).toEqual([]);
    const document = await identity.user(companyId, pc.userId);
    expect(document).not.toMatchObject({ credential: expect.anything() });
    expect(JSON.stringify(document)).not.toContain('忘却');
    await eventually(() => expect(users.tombstones(companyId)).toEqual([`${companyId}/${pc.userId}`]));
    await users.stop();
  });

  test('when query or cursor is not ours, then it is refused', async () => {
    const admin = identity.admin({ companyId });
    await expectProblem(await admin.call('GET', '/users?limit=0'), 'invalid-request');
    await expectProblem(await admin.call('GET', '/users?sort=name'), 'invalid-request');
    await expectProblem(await admin.call('GET', '/users?cursor=nonsense'), 'cursor-invalid');
    await expectProblem(await identity.call('GET', '/api/console/v1/users', identity.gateway.device('identity', { companyId })), 'forbidden');
  });
});

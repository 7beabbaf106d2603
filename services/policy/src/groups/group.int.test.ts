import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { anEmployee, eventually, expectProblem } from '@genkan/test-kit';
import { follow, startTestPolicy } from '../testing/test-policy.ts';
import type { TestPolicy } from '../testing/test-policy.ts';

// Longer than `eventually` waits, so that a failure tells what was missing.
jest.setTimeout(30_000);

interface GroupJson {
  groupId: string;
  name: string;
  methods: unknown[];
  breakThresholdMinutes: number | null;
  memberCount: number;
}

let policy: TestPolicy;
let groups: Awaited<ReturnType<typeof follow<typeof topics.groups.schema>>>;
let memberships: Awaited<ReturnType<typeof follow<typeof topics.memberships.schema>>>;
let operations: Awaited<ReturnType<typeof follow<typeof topics.operations.schema>>>;
let companyId: string;
let admin: ReturnType<TestPolicy['admin']>;

beforeAll(async () => {
  policy = await startTestPolicy();
  groups = await follow(policy, topics.groups);
  memberships = await follow(policy, topics.memberships);
  operations = await follow(policy, topics.operations);
});

afterAll(async () => {
  await Promise.all([groups.stop(), memberships.stop(), operations.stop()]);
  await policy.stop();
});

beforeEach(() => {
  companyId = newId();
  admin = policy.admin(companyId);
});

const entry = (changes: Record<string, unknown> = {}) => ({
  name: `開発 ${newId()}`,
  language: 'ja',
  timeZone: 'Asia/Tokyo',
  breakThresholdMinutes: null,
  ...changes,
});
const aGroup = async (changes: Record<string, unknown> = {}): Promise<GroupJson> => {
  const answer = await admin.call('POST', '/groups', entry(changes));
  expect(answer.status).toBe(201);
  return (await answer.json()) as GroupJson;
};
const somePeople = async (count: number, changes: Parameters<typeof anEmployee>[0] = {}): Promise<string[]> => {
  const people = Array.from({ length: count }, () => anEmployee({ companyId, ...changes }));
  for (const employee of people) await policy.publish(topics.employees, [companyId, employee.userId], employee);
  await policy.caughtUp();
  return people.map(({ userId }) => userId);
};
const listed = async (): Promise<GroupJson[]> => ((await (await admin.call('GET', '/groups')).json()) as { groups: GroupJson[] }).groups;
const kinds = () => operations.of(companyId).map(({ kind }) => kind);

describe('groups', () => {
  test('when one is created, then it starts with the password alone, is listed, published and in the log', async () => {
    const group = await aGroup({ name: '営業', breakThresholdMinutes: 45 });
    expect(group).toMatchObject({ name: '営業', methods: [{ first: 'password' }], breakThresholdMinutes: 45, memberCount: 0 });
    expect(await listed()).toEqual([group]);
    await eventually(() => {
      expect(groups.of(companyId)).toMatchObject([
        { groupId: group.groupId, logonMethods: [{ firstFactor: 'password', secondFactor: '' }], settings: [{ breakThresholdMinutes: 45 }], version: 1n },
      ]);
      expect(operations.of(companyId)).toMatchObject([{ kind: 'group-create', targetName: '営業', actor: { id: 'administrator-1' } }]);
    });
  });

  test('when creating is repeated with one key, then there is one group', async () => {
    const body = entry();
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const answers = await Promise.all([1, 2, 3].map(() => admin.call('POST', '/groups', body, headers)));
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as GroupJson).groupId));
    expect(new Set(ids).size).toBe(1);
    expect(await listed()).toHaveLength(1);
    await expectProblem(await admin.call('POST', '/groups', entry(), headers), 'idempotency-key-reused');
  });

  test('when a name differs from another only in width or case, then it is taken; in another company it is free', async () => {
    await aGroup({ name: 'Sales 1' });
    const second = await aGroup({ name: 'Other' });
    await expectProblem(await admin.call('POST', '/groups', entry({ name: 'ＳＡＬＥＳ　１' })), 'group-name-taken');
    await expectProblem(await admin.call('PUT', `/groups/${second.groupId}`, entry({ name: 'sales 1' })), 'group-name-taken');
    expect((await policy.admin(newId()).call('POST', '/groups', entry({ name: 'Sales 1' }))).status).toBe(201);
  });

  test('when the threshold changes, then the old value stays for the days before, and the log says before and after', async () => {
    const group = await aGroup({ name: 'A' });
    const answer = await admin.call('PUT', `/groups/${group.groupId}`, entry({ name: 'B', breakThresholdMinutes: 20 }));
    expect(await answer.json()).toMatchObject({ name: 'B', breakThresholdMinutes: 20, version: 2 });
    await eventually(() => expect(groups.of(companyId).at(-1)).toMatchObject({ name: 'B', version: 2n }));
    const settings = groups.of(companyId).at(-1)?.settings;
    expect(settings).toMatchObject([{ effectiveFrom: { seconds: 0n } }, { breakThresholdMinutes: 20 }]);
    expect(settings?.[0]?.breakThresholdMinutes).toBeUndefined();
    await eventually(() =>
      expect(operations.of(companyId).at(-1)).toMatchObject({ kind: 'group-update', details: { name: 'A → B', breakThresholdMinutes: '- → 20' } }),
    );
  });

  test('when nothing changes, then nothing is saved or logged', async () => {
    const body = entry({ name: 'same' });
    const group = (await (await admin.call('POST', '/groups', body)).json()) as GroupJson;
    expect(await (await admin.call('PUT', `/groups/${group.groupId}`, body)).json()).toMatchObject({ version: 1 });
    await aGroup();
    await eventually(() => expect(kinds()).toEqual(['group-create', 'group-create']));
  });

  test('when there are more groups than a page, then each comes once, by name', async () => {
    const names = ['e', 'b', 'd', 'a', 'c'];
    for (const name of names) await aGroup({ name });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const answer = await admin.call('GET', `/groups?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = (await answer.json()) as { groups: GroupJson[]; nextCursor: string | null };
      seen.push(...page.groups.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('logon methods', () => {
  const put = (groupId: string, body: unknown) => admin.call('PUT', `/groups/${groupId}/logon-methods`, body);

  test('when they are set, then in this order, and the log says before and after', async () => {
    const { groupId } = await aGroup({ name: '研究' });
    const methods = [{ first: 'password', second: 'otp' }, { first: 'otp' }];
    const answer = await put(groupId, { methods });
    expect(await answer.json()).toMatchObject({ methods });
    await eventually(() => {
      expect(operations.of(companyId).at(-1)).toMatchObject({
        kind: 'logon-method-update',
        targetName: '研究',
        details: { before: 'password', after: 'password+otp, otp' },
      });
      expect(groups.of(companyId).at(-1)?.logonMethods).toMatchObject([
        { firstFactor: 'password', secondFactor: 'otp' },
        { firstFactor: 'otp', secondFactor: '' },
      ]);
    });
  });

  test.each<[string, unknown]>([
    ['the last one is taken away', { methods: [] }],
    ['a pair holds one factor twice', { methods: [{ first: 'otp', second: 'otp' }] }],
    ['one comes twice', { methods: [{ first: 'otp' }, { first: 'otp' }] }],
    ['a factor is unknown', { methods: [{ first: 'face' }] }],
    ['a method has a field more', { methods: [{ first: 'otp', third: 'password' }] }],
    ['the list is a text', { methods: 'otp' }],
    ['the list is an object', { methods: { 0: { first: 'otp' } } }],
    ['a method is an array', { methods: [['otp']] }],
    ['the list is missing', {}],
  ])('when %s, then 400 and the methods stay', async (_fault, body) => {
    const { groupId } = await aGroup();
    const problem = await expectProblem(await put(groupId, body), 'invalid-request');
    expect(problem.fields?.[0]?.path).toMatch(/^body\.methods/);
    expect((await listed())[0]?.methods).toEqual([{ first: 'password' }]);
  });

  test('when the group is of another company or unknown, then 404', async () => {
    const { groupId } = await aGroup();
    const stranger = policy.admin(newId());
    await expectProblem(await stranger.call('PUT', `/groups/${groupId}/logon-methods`, { methods: [{ first: 'otp' }] }), 'group-not-found');
    await expectProblem(await put(newId(), { methods: [{ first: 'otp' }] }), 'group-not-found');
    expect((await listed())[0]?.methods).toEqual([{ first: 'password' }]);
  });
});

describe('members', () => {
  test('when users are assigned in bulk, then all of them move, repeating changes nothing, and each is in the log', async () => {
    const userIds = await somePeople(5);
    const first = await aGroup({ name: 'one' });
    const second = await aGroup({ name: 'two' });
    expect(await (await admin.call('POST', `/groups/${first.groupId}/members`, { userIds })).json()).toEqual({ assigned: 5, unchanged: 0 });
    expect(await (await admin.call('POST', `/groups/${first.groupId}/members`, { userIds })).json()).toEqual({ assigned: 0, unchanged: 5 });
    expect(await (await admin.call('POST', `/groups/${second.groupId}/members`, { userIds: userIds.slice(0, 2) })).json()).toEqual({ assigned: 2, unchanged: 0 });
    expect((await listed()).map(({ name, memberCount }) => [name, memberCount])).toEqual([['one', 3], ['two', 2]]);
    await eventually(() => {
      const moved = operations.of(companyId).filter(({ kind }) => kind === 'group-assign');
      expect(moved).toHaveLength(7);
      expect(moved.find(({ details }) => details['after'] === 'two')).toMatchObject({ details: { before: 'one' } });
      expect(new Set(moved.map(({ targetUserId }) => targetUserId))).toEqual(new Set(userIds));
    });
    await eventually(() => {
      const last = memberships.of(companyId).findLast((record) => record.userId === userIds[0]);
      expect(last?.periods.map((period) => period.groupId)).toEqual(['', first.groupId, second.groupId]);
      expect(last?.periods[0]?.effectiveFrom?.seconds).toBe(0n);
    });
  });

  test('when a group is deleted, then its members fall back to no group and their number is answered', async () => {
    const userIds = await somePeople(3);
    const { groupId } = await aGroup();
    await admin.call('POST', `/groups/${groupId}/members`, { userIds });
    expect(await (await admin.call('DELETE', `/groups/${groupId}`)).json()).toEqual({ releasedMembers: 3 });
    expect(await listed()).toEqual([]);
    await eventually(() => {
      expect(groups.of(companyId).at(-1)).toMatchObject({ groupId, deleted: true });
      const last = userIds.map((userId) => memberships.of(companyId).findLast((record) => record.userId === userId));
      expect(last.map((record) => record?.periods.at(-1)?.groupId)).toEqual(['', '', '']);
      const deleted = operations.of(companyId).filter(({ kind }) => kind === 'group-delete');
      expect(deleted).toMatchObject([{ details: { members: '3' } }]);
    });
    await expectProblem(await admin.call('DELETE', `/groups/${groupId}`), 'group-not-found');
    await expectProblem(await admin.call('POST', `/groups/${groupId}/members`, { userIds }), 'group-not-found');
  });

  test('when a group is deleted while users are assigned to it, then nobody stays in it', async () => {
    const userIds = await somePeople(30);
    const { groupId } = await aGroup();
    await Promise.all([
      ...[0, 10, 20].map((from) => admin.call('POST', `/groups/${groupId}/members`, { userIds: userIds.slice(from, from + 10) })),
      admin.call('DELETE', `/groups/${groupId}`),
    ]);
    expect(await policy.mongo.collection('memberships').countDocuments({ companyId, groupId })).toBe(0);
  });

  test('when users are taken out, then only those of this group move', async () => {
    const userIds = await somePeople(2);
    const first = await aGroup();
    const second = await aGroup();
    await admin.call('POST', `/groups/${first.groupId}/members`, { userIds: [userIds[0]] });
    await admin.call('POST', `/groups/${second.groupId}/members`, { userIds: [userIds[1]] });
    expect(await (await admin.call('POST', `/groups/${first.groupId}/members/removal`, { userIds })).json()).toEqual({ assigned: 1, unchanged: 1 });
    expect((await listed()).map(({ memberCount }) => memberCount).sort()).toEqual([0, 1]);
  });

  test('when one of the users is unknown, of another company or gone, then none moves', async () => {
    const userIds = await somePeople(2);
    const gone = await somePeople(1, { deleted: true });
    const { groupId } = await aGroup();
    for (const stranger of [newId(), ...gone]) {
      const problem = await expectProblem(await admin.call('POST', `/groups/${groupId}/members`, { userIds: [...userIds, stranger] }), 'user-not-found');
      expect(problem['userIds']).toEqual([stranger]);
    }
    await expectProblem(await policy.admin(newId()).call('POST', `/groups/${groupId}/members`, { userIds }), 'group-not-found');
    expect((await listed())[0]?.memberCount).toBe(0);
  });

  test.each<[string, unknown]>([
    ['an empty list', { userIds: [] }],
    ['a text for the list', { userIds: 'u' }],
    ['an object for a text', { userIds: [{ $ne: null }] }],
    ['a field more', { userIds: ['u'], all: true }],
    ['no list', {}],
    ['more than 1000', { userIds: Array.from({ length: 1001 }, String) }],
  ])('when the body has %s, then 400', async (_fault, body) => {
    const { groupId } = await aGroup();
    await expectProblem(await admin.call('POST', `/groups/${groupId}/members`, body), 'invalid-request');
  });
});

describe('an administrator who is limited to divisions', () => {
  test('when he changes groups, then refused; when he assigns, then only people of his divisions', async () => {
    const [mine] = await somePeople(1, { divisions: [{ divisionCode: '10' }] });
    const [other] = await somePeople(1, { divisions: [{ divisionCode: '20' }] });
    const { groupId } = await aGroup();
    const limited = policy.admin(companyId, { level: 'general', divisions: ['10'] });
    await expectProblem(await limited.call('POST', '/groups', entry()), 'forbidden');
    await expectProblem(await limited.call('PUT', `/groups/${groupId}`, entry()), 'forbidden');
    await expectProblem(await limited.call('DELETE', `/groups/${groupId}`), 'forbidden');
    await expectProblem(await limited.call('PUT', `/groups/${groupId}/logon-methods`, { methods: [{ first: 'otp' }] }), 'forbidden');
    await expectProblem(await limited.call('POST', `/groups/${groupId}/members`, { userIds: [mine, other] }), 'user-not-found');
    expect((await limited.call('POST', `/groups/${groupId}/members`, { userIds: [mine] })).status).toBe(200);
  });
});

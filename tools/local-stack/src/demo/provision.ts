import type { Genkan } from '../genkan/genkan.ts';
import { type Log, silent, step } from '../log.ts';
import { until } from '../wait.ts';
import { createActivationCode, createEnrolmentToken, ensureOtpGroup, listUsers, onceKnown, setRights } from './administration.ts';
import { addAdministrator, attendanceFacts } from './attendance.ts';
import { type ConsoleClient, logIn } from './console-client.ts';
import { keepDemo, readKeptDemo } from './kept-demo.ts';
import { type EmployeeSyncRun, type OperatorClient, operatorClient } from './operator.ts';

export interface DemoAdministrator {
  readonly account: string;
  readonly password: string;
  /** `none` = may not use Genkan. */
  readonly level: 'all-access' | 'general' | 'none';
}

export interface DemoUser {
  readonly userId: string;
  readonly employeeCode: string;
  readonly name: string;
}

export interface Demo {
  readonly companyId: string;
  readonly companyCode: string;
  readonly issuer: string;
  readonly administrators: readonly DemoAdministrator[];
  readonly enrolmentToken: string;
  /** Members of the group that logs on with password and one-time code. */
  readonly otpUsers: readonly DemoUser[];
  /** Members of no group: password alone. */
  readonly passwordUsers: readonly DemoUser[];
  readonly operator: OperatorClient;
  /** The session of the first administrator. */
  readonly console: ConsoleClient;
  activationCode(userId: string): Promise<string>;
}

export interface ProvisionOptions {
  readonly genkan: Genkan;
  readonly dataDir: string;
  readonly log?: Log;
}

const employees = 200;
const otpMembers = 20;
/** The second administrator with all rights: what needs dual control takes two. */
const other = { code: 'somu', name: '総務 担当' };
const dayMs = 86_400_000;

const ensureCompany = async (operator: OperatorClient, company: Parameters<OperatorClient['createCompany']>[0]): Promise<string> => {
  const present = (await operator.companies()).find(({ companyCode }) => companyCode === company.companyCode);
  return present?.companyId ?? onceKnown(() => operator.createCompany(company, 'local-stack-demo'));
};

const underWay = new Set(['queued', 'running']);

const firstSync = async (operator: OperatorClient, companyId: string): Promise<void> => {
  const runId = await onceKnown(() => operator.startEmployeeSync(companyId));
  let run: EmployeeSyncRun = { state: 'queued', failure: null };
  await until('the first employee sync', 120_000, async () => {
    run = await operator.employeeSyncRun(companyId, runId);
    return !underWay.has(run.state);
  });
  if (run.state !== 'succeeded') throw new Error(`The first employee sync ended as ${run.state}: ${JSON.stringify(run.failure)}`);
};

const enrolmentTokenOf = async (console: ConsoleClient, dataDir: string): Promise<string> => {
  const kept = await readKeptDemo(dataDir);
  if (kept.enrolmentToken !== undefined && Date.parse(kept.enrolmentToken.expiresAt) > Date.now() + dayMs) return kept.enrolmentToken.token;
  const { token, expiresAt } = await createEnrolmentToken(console);
  await keepDemo(dataDir, { ...kept, enrolmentToken: { token, expiresAt } });
  return token;
};

/**
 * Makes the demo company through the public APIs only: company and connection as operator, people by a
 * real sync, rights, group and enrolment token as administrator. Repeating finds what is there.
 */
export const provision = async ({ genkan, dataDir, log = silent }: ProvisionOptions): Promise<Demo> => {
  const gatewayUrl = genkan.gateways[0]!.url;
  const { prepared = false } = await readKeptDemo(dataDir);
  if (!prepared) await addAdministrator(genkan.attendance.url, other.code, other.name);
  const { webApi, oidc, company, accounts } = await attendanceFacts(genkan.attendance.url);
  const [first, second, third] = accounts;
  if (first === undefined || second === undefined || third === undefined) throw new Error('The attendance system has fewer than three administrators.');
  const fourth = accounts.find(({ account }) => account === other.code);
  const operator = operatorClient(gatewayUrl, genkan.secrets.operatorToken);
  const companyId = await ensureCompany(operator, {
    companyCode: company.code,
    name: company.name,
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    oidcIssuer: oidc.issuer,
    oidcClientId: oidc.clientId,
    firstAdministratorCode: first.account,
    punchLinkage: true,
    breakLinkage: true,
    breakThresholdMinutes: 30,
    carryHours: 6,
  });
  await onceKnown(() => operator.connectAttendance(companyId, { baseUrl: webApi.baseUrl, token: webApi.token, delivery: 'topic' }));
  if (!prepared) await step(log, `Synchronising ${employees} employees`, () => firstSync(operator, companyId));

  const console = await onceKnown(() => logIn({ gatewayUrl, issuer: oidc.issuer, account: first.account, password: first.password }));
  const users = await listUsers(console, employees);
  const otpUsers = users.slice(0, otpMembers);
  const enrolmentToken = await enrolmentTokenOf(console, dataDir);
  if (!prepared) {
    await ensureOtpGroup(console, otpUsers.map(({ userId }) => userId));
    await setRights(console, second.account, { level: 'general', serviceUse: true });
    await setRights(console, third.account, { level: 'general', serviceUse: false });
    await setRights(console, other.code, { level: 'all-access', serviceUse: true });
    await keepDemo(dataDir, { ...(await readKeptDemo(dataDir)), prepared: true });
  }
  return {
    companyId,
    companyCode: company.code,
    issuer: oidc.issuer,
    administrators: [
      { account: first.account, password: first.password, level: 'all-access' },
      { account: second.account, password: second.password, level: 'general' },
      { account: third.account, password: third.password, level: 'none' },
      // Missing in a demo that was prepared before there was one.
      ...(fourth === undefined ? [] : [{ account: fourth.account, password: fourth.password, level: 'all-access' } as const]),
    ],
    enrolmentToken,
    otpUsers,
    passwordUsers: users.slice(otpMembers),
    operator,
    console,
    activationCode: (userId) => createActivationCode(console, userId),
  };
};

import { randomUUID } from 'node:crypto';
import { startAttendanceSimulator } from '@genkan/king-of-time/testing';
import { attendanceFacts, type ConsoleClient, createActivationCode, createEnrolmentToken, listUsers, logIn, onceKnown, until } from '@genkan/local-stack';
import type { Story } from './story.ts';

/** Another customer with an attendance system, people and administrators of its own. */
export interface SecondCompany {
  readonly companyId: string;
  readonly console: ConsoleClient;
  readonly enrolmentToken: string;
  /** One of its users. */
  readonly userId: string;
  /** Its first sync. */
  readonly runId: string;
  activationCode(userId: string): Promise<string>;
  end(): Promise<void>;
}

export const startSecondCompany = async ({ genkan, demo }: Story): Promise<SecondCompany> => {
  const gatewayUrl = genkan.gateways[0]!.url;
  const attendance = await startAttendanceSimulator({ GENKAN_GATEWAY_URLS: genkan.gateways.map(({ url }) => url).join(','), GENKAN_SIMULATOR_PASSWORD: randomUUID() });
  const { webApi, oidc, company, accounts } = await attendanceFacts(attendance.url);
  const [first] = accounts;
  const settings = { punchLinkage: true, breakLinkage: false, breakThresholdMinutes: 30, carryHours: 6 };
  const companyId = await demo.operator.createCompany(
    { companyCode: company.code, name: 'Second', language: 'en', timeZone: 'Asia/Tokyo', oidcIssuer: oidc.issuer, oidcClientId: oidc.clientId, firstAdministratorCode: first!.account, ...settings },
    randomUUID(),
  );
  await onceKnown(() => demo.operator.connectAttendance(companyId, { baseUrl: webApi.baseUrl, token: webApi.token, delivery: 'topic' }));
  const runId = await onceKnown(() => demo.operator.startEmployeeSync(companyId));
  await until('the first sync of the second company', 60_000, async () => (await demo.operator.employeeSyncRun(companyId, runId))['state'] === 'succeeded');
  const console = await onceKnown(() => logIn({ gatewayUrl, issuer: oidc.issuer, account: first!.account, password: first!.password }));
  const [user] = await listUsers(console, 1);
  const { token } = await createEnrolmentToken(console);
  return {
    companyId,
    console,
    enrolmentToken: token,
    userId: user!.userId,
    runId,
    activationCode: (userId) => createActivationCode(console, userId),
    end: () => attendance.stop(),
  };
};

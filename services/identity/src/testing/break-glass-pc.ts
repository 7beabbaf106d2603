import { createHmac } from 'node:crypto';
import { newId } from '@genkan/service-kit';
import type { TestIdentity } from './test-identity.ts';
import { testPc } from './test-pc.ts';

export interface TestVerifier {
  readonly codeId: string;
  readonly salt: string;
  readonly digest: string;
}

/** What an agent does with a typed code, written without the service's own function. */
export const opens = ({ salt, digest }: TestVerifier, code: string): boolean =>
  createHmac('sha256', Buffer.from(salt, 'base64')).update(code.replaceAll('-', '')).digest('base64') === digest;

/** An enrolled PC as far as its break-glass code goes. */
export async function breakGlassPc(identity: TestIdentity, companyId: string, links: { windowsSid: string; windowsAccount: string; userId: string }[] = []) {
  const issued = await identity.admin({ companyId }).call('POST', '/enrolment-tokens', { uses: 1, validHours: 1, label: 'x' });
  const pc = await testPc(identity);
  const enrolled = await pc.enrol(((await issued.json()) as { token: string }).token);
  const { deviceId } = (await enrolled.json()) as { deviceId: string };
  const agent = identity.agent({ companyId, deviceId, pcName: 'PC-07', links });

  const use = (codeId: string, changes: Record<string, unknown> = {}): Promise<Response> =>
    agent.call('POST', '/break-glass-uses', {
      codeId, useId: crypto.randomUUID(), windowsSid: 'S-1-5-21-1-2-3-1001', windowsAccount: 'PC-07\\taro', usedAt: identity.clock().toISOString(), ...changes,
    });
  return {
    deviceId,
    agent,
    use,
    async fetch(): Promise<TestVerifier> {
      const answer = await agent.call('GET', '/break-glass-code');
      if (answer.status !== 200) throw new Error(`the code was answered ${answer.status}`);
      return (await answer.json()) as TestVerifier;
    },
    /** Which code the token says that the PC should hold. */
    async announced(): Promise<string | undefined> {
      const answer = await pc.exchange(await pc.assertion(deviceId));
      return ((await answer.json()) as { break_glass_code_id?: string }).break_glass_code_id;
    },
  };
}

export interface ShownRequest {
  readonly requestId: string;
  readonly state: string;
}

/** An all-access administrator of the company. */
export function breakGlassAdministrator(identity: TestIdentity, companyId: string, name: string) {
  const admin = identity.admin({ companyId, administratorKey: `${name}-${newId()}`, name });
  const decide = (requestId: string, what: string): Promise<Response> => admin.call('POST', `/break-glass-requests/${requestId}/${what}`, {});
  return {
    request: (deviceId: string, reason = 'スマートフォンを紛失'): Promise<Response> => admin.call('POST', `/devices/${deviceId}/break-glass-requests`, { reason }),
    async requested(deviceId: string): Promise<string> {
      const answer = await admin.call('POST', `/devices/${deviceId}/break-glass-requests`, { reason: 'スマートフォンを紛失' });
      if (answer.status !== 201) throw new Error(`the request was answered ${answer.status}`);
      return ((await answer.json()) as ShownRequest).requestId;
    },
    approve: (requestId: string) => decide(requestId, 'approval'),
    refuse: (requestId: string) => decide(requestId, 'refusal'),
    view: (requestId: string) => decide(requestId, 'code'),
    list: async (): Promise<ShownRequest[]> => ((await (await admin.call('GET', '/break-glass-requests')).json()) as { requests: ShownRequest[] }).requests,
  };
}

export const codeIn = async (answer: Response): Promise<string> => {
  if (answer.status !== 200) throw new Error(`the view was answered ${answer.status}`);
  return ((await answer.json()) as { code: string }).code;
};

import { generateKeyPairSync } from 'node:crypto';
import { deviceTokenKeysConfig, deviceTokens } from '@genkan/service-kit';
import type { Stack } from './stack.ts';

export interface Person {
  readonly sid: string;
  readonly account: string;
  readonly userId: string;
}

/** Calls the agent API as a PC that is enrolled already; for people of whom there are many and whose tie is not what is tested. */
export interface DeviceCalls {
  /** A token of this PC with the ties that were made here, for calls by other ways. */
  token(): string;
  tie(person: Person): Promise<void>;
  /** Registers a one-time password and answers its key; `confirm` makes the code that confirms. */
  register(person: Person, confirm: (key: string) => Promise<string>): Promise<string>;
}

/** A PC that exists for the server alone. */
export const enrolPc = async (stack: Stack, pcName: string): Promise<{ deviceId: string; pcName: string }> => {
  const { kty, crv, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const body = { enrolmentToken: stack.demo.enrolmentToken, publicKey: { kty, crv, x, y }, pcName, agentVersion: '0.1.0', osVersion: 'test' };
  const answer = await fetch(`${stack.genkan.gateways[0]!.url}/api/agent/v1/enrolments`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (answer.status !== 201) throw new Error(`The enrolment was answered ${answer.status}: ${await answer.text()}`);
  return { deviceId: ((await answer.json()) as { deviceId: string }).deviceId, pcName };
};

export const asDevice = (stack: Stack, device: { deviceId: string; pcName: string }): DeviceCalls => {
  const { companyId } = stack.demo;
  const tokens = deviceTokens(deviceTokenKeysConfig.parse(stack.genkan.secrets.deviceTokenKeys));
  const links: { windowsSid: string; windowsAccount: string; userId: string }[] = [];
  const token = (): string => tokens.sign({ companyId, ...device, links }, 60);
  const call = async (path: string, body: object): Promise<Record<string, string>> => {
    const answer = await fetch(`${stack.genkan.gateways[0]!.url}/api/agent/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  return {
    token,
    async tie({ sid, account, userId }) {
      await call('/account-links', { windowsSid: sid, windowsAccount: account, activationCode: await stack.demo.activationCode(userId) });
      links.push({ windowsSid: sid, windowsAccount: account, userId });
    },
    async register({ sid }, confirm) {
      const { registrationId, secret } = await call('/otp-registrations', { windowsSid: sid });
      await call(`/otp-registrations/${registrationId}/confirmation`, { windowsSid: sid, code: await confirm(secret!) });
      return secret!;
    },
  };
};

import { Problem, deviceOf, parse } from '@genkan/service-kit';
import type { Clock, GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import type { FindLinkedUser } from '../account-link/linked-user.ts';
import type { CheckLogon, LogonCheckAnswer } from './check-logon.ts';
import { presentVerdict } from './logon-check.presenter.ts';
import { LogonCheckRequest } from './logon-check.schema.ts';
import { withinDeadline } from './within-deadline.ts';

/** Longest time until a check is answered, in ms; the screen of the PC gives up after two seconds. */
const deadlineMs = 1_800;

export interface LogonCheckUseCases {
  readonly checkLogon: CheckLogon;
  readonly findLinkedUser: FindLinkedUser;
  readonly clock: Clock;
}

export function logonCheckRoutes({ checkLogon, findLinkedUser, clock }: LogonCheckUseCases, guards: GatewayGuards): Router {
  return Router().post('/logon-checks', guards.device, async (req, res) => {
    const device = deviceOf(req);
    const { body } = parse(LogonCheckRequest, req);
    const { userId, windowsAccount } = await findLinkedUser(device, body.windowsSid);
    const { companyId, deviceId, pcName, ip, clientVersion } = device;
    const attempt = { ...body, companyId, userId, deviceId, pcName, windowsAccount, ip, clientVersion };
    const verdict = verdictOf(await judged(() => withinDeadline(deadlineMs, checkLogon(attempt))));
    res.json(presentVerdict(verdict, clock()));
  });
}

/** Whatever goes wrong on the way to a verdict, there is none: never let in, and say so. */
async function judged(check: () => Promise<LogonCheckAnswer>): Promise<LogonCheckAnswer> {
  try {
    return await check();
  } catch (cause) {
    throw new Problem('logon-check-unavailable', { cause });
  }
}

function verdictOf(answer: LogonCheckAnswer): 'accepted' | 'refused' {
  switch (answer.outcome) {
    case 'accepted':
    case 'refused':
      return answer.outcome;
    case 'conflict':
      throw new Problem('check-conflict');
    case 'limited':
      throw new Problem('rate-limited', { headers: { 'retry-after': String(Math.ceil(answer.waitMs / 1_000)) } });
    case 'unavailable':
      throw new Problem('logon-check-unavailable');
  }
}

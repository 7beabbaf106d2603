import { Problem, administratorOf, clientIpOf, formBody, parse, readCursor, writeCursor } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { administratorActor } from '../http/actor-of.ts';
import { divisionLimit } from '../http/division-limit.ts';
import type { PersonDirectory } from '../users/person-directory.ts';
import { presentDevice } from './device.presenter.ts';
import { DeviceRequest, EnrolmentRequest, EnrolmentTokenRequest, ListDevicesRequest, TokenRequest } from './device.schema.ts';
import type { DeviceStore } from './device.store.ts';
import type { enrolDevice } from './enrol-device.ts';
import { accessTokenSeconds } from './exchange-assertion.ts';
import type { exchangeAssertion } from './exchange-assertion.ts';
import type { issueEnrolmentToken } from './issue-enrolment-token.ts';
import type { revokeDevice } from './revoke-device.ts';

export interface DeviceUseCases {
  readonly devices: DeviceStore;
  readonly people: PersonDirectory;
  readonly enrol: ReturnType<typeof enrolDevice>;
  readonly exchange: ReturnType<typeof exchangeAssertion>;
  readonly issueToken: ReturnType<typeof issueEnrolmentToken>;
  readonly revoke: ReturnType<typeof revokeDevice>;
  readonly companyName: (companyId: string) => Promise<string>;
  readonly clock: () => Date;
}

/** Enrolment and token exchange: the PC proves itself here, so only the gateway as such calls. */
export function agentDeviceRoutes({ enrol, exchange, companyName, clock }: DeviceUseCases, guards: GatewayGuards): Router {
  return Router()
    .post('/enrolments', guards.gateway, async (req, res) => {
      const { body } = parse(EnrolmentRequest, req);
      const enrolled = await enrol({ ...body, ip: clientIpOf(req) });
      switch (enrolled.outcome) {
        case 'key-invalid':
          throw new Problem('invalid-request', { fields: [{ path: 'body.publicKey', code: 'custom', message: { ja: 'P-256 の公開鍵ではありません', en: 'Not a public key of P-256' } }] });
        case 'token-invalid':
          throw new Problem('enrolment-token-invalid');
        case 'enrolled': {
          const { deviceId, companyId } = enrolled;
          res.status(201).json({ deviceId, companyId, companyName: await companyName(companyId), serverTime: clock().toISOString() });
        }
      }
    })
    .post('/token', guards.gateway, formBody, async (req, res) => {
      const { assertion } = parse(TokenRequest, req).body;
      const exchanged = await exchange(assertion);
      const serverTime = clock().toISOString();
      switch (exchanged.outcome) {
        case 'invalid':
          throw new Problem('assertion-invalid');
        case 'expired':
          throw new Problem('assertion-expired', { extra: { serverTime } });
        case 'replayed':
          throw new Problem('assertion-replayed');
        case 'revoked':
          throw new Problem('device-revoked');
        case 'granted':
          res.set('cache-control', 'no-store');
          res.json({
            access_token: exchanged.accessToken,
            token_type: 'Bearer',
            expires_in: accessTokenSeconds,
            server_time: serverTime,
            break_glass_code_id: exchanged.breakGlassCodeId,
          });
      }
    });
}

export function consoleDeviceRoutes({ devices, people, issueToken, revoke }: DeviceUseCases, guards: GatewayGuards): Router {
  return Router()
    .post('/enrolment-tokens', guards.allAccess, async (req, res) => {
      const { body } = parse(EnrolmentTokenRequest, req);
      const { token, tokenId, expiresAt } = await issueToken({ companyId: administratorOf(req).companyId, ...body, actor: administratorActor(req) });
      res.status(201).set('cache-control', 'no-store').json({ token, tokenId, expiresAt: expiresAt.toISOString() });
    })
    .get('/devices', guards.administrator, async (req, res) => {
      const caller = administratorOf(req);
      const { companyId } = caller;
      const { query } = parse(ListDevicesRequest, req);
      const [pcName, deviceId] = readCursor(query.cursor, 2) ?? [];
      const after = pcName === undefined || deviceId === undefined ? undefined : ([pcName, deviceId] as const);
      const page = await devices.list(companyId, { after, limit: query.limit + 1 });
      const shown = page.slice(0, query.limit);
      const linked = await people.findMany(companyId, [...new Set(shown.flatMap(({ device }) => device.links.map(({ userId }) => userId)))]);
      const limit = divisionLimit(caller);
      const last = page.length > query.limit ? shown.at(-1)?.device : undefined;
      res.json({
        devices: shown.map((stored) => presentDevice(stored, linked, limit)),
        nextCursor: last === undefined ? null : writeCursor([last.pcName, last.deviceId]),
      });
    })
    .post('/devices/:deviceId/revocation', guards.allAccess, async (req, res) => {
      const { params } = parse(DeviceRequest, req);
      const outcome = await revoke(administratorOf(req).companyId, params.deviceId, administratorActor(req));
      if (outcome === 'not-found') throw new Problem('device-not-found');
      res.sendStatus(204);
    });
}

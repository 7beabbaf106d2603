import { timestampDate } from '@bufbuild/protobuf/wkt';
import { DeviceStatus, topics } from '@genkan/contracts';
import type { Clock } from '@genkan/service-kit';
import { followed } from '../following/follow-topics.ts';
import type { DeviceChanges } from './device-changes.ts';

/** Revocations and changed ties reach the gateway by this topic, within seconds. */
export const deviceStates = (changes: DeviceChanges, clock: Clock) =>
  followed({
    topic: topics.devices,
    apply: ({ companyId, deviceId, version, status, deleted, changedTime }) =>
      changes.note(
        {
          companyId,
          deviceId,
          version,
          // Whatever is not known to be enrolled may not talk.
          revoked: deleted || status !== DeviceStatus.ACTIVE,
          changedAt: changedTime === undefined ? clock() : timestampDate(changedTime),
        },
        clock(),
      ),
    distrust(key) {
      const at = key.indexOf('/');
      if (at > 0) changes.distrust(key.slice(0, at), key.slice(at + 1), clock());
    },
  });

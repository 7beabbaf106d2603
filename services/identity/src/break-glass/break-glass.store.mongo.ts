import { findOfCompany, tenantId, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection } from '@genkan/mongo-kit';
import type { DeviceDocument } from '../device/device.store.mongo.ts';
import { operationEntry } from '../operations/outbox-entries.ts';
import { noBreakGlass } from './break-glass.ts';
import type { BreakGlassStore, StoredBreakGlass } from './break-glass.store.ts';

/** Kept in the device document: a view and the replacement of a code exclude each other by one compare-and-set. */
export function mongoBreakGlassStore(devices: Collection<DeviceDocument>): BreakGlassStore {
  return {
    async find(companyId, deviceId) {
      const document = await findOfCompany(devices, companyId, deviceId);
      return document === null ? undefined : storedOf(document);
    },
    async findByRequest(companyId, requestId, since) {
      const document = await devices.findOne({ companyId, breakGlassAskedAt: { $gte: since }, 'breakGlass.requests.requestId': requestId });
      return document === null ? undefined : storedOf(document);
    },
    async listAsked(companyId, since, most) {
      const asked = devices.find({ companyId, breakGlassAskedAt: { $gte: since } }).sort({ breakGlassAskedAt: -1 }).limit(most);
      return (await asked.toArray()).map(storedOf);
    },
    save({ companyId, deviceId, rev }, breakGlass, record) {
      // Its own first version: whatever the PC's revision is by now, the same thing is recorded once.
      const entries = record === undefined ? [] : [operationEntry(companyId, record.thing, 1, record.operation)];
      const askedAt = breakGlass.requests.at(-1)?.requestedAt;
      const set = { breakGlass, ...(askedAt === undefined ? {} : { breakGlassAskedAt: askedAt }) };
      return updateWithOutbox(devices, { _id: tenantId(companyId, deviceId), rev }, set, entries);
    },
  };
}

function storedOf({ companyId, deviceId, pcName, status, links, breakGlass, rev }: DeviceDocument): StoredBreakGlass {
  return { companyId, deviceId, pcName, status, links, breakGlass: breakGlass ?? noBreakGlass, rev };
}

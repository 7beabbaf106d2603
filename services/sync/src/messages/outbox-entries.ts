import { announcer } from '@genkan/kafka-kit';
import { currentTraceparent } from '@genkan/service-kit';

/** What sync says to the others, saved with the change that it tells of. */
export const { stateEntry, tombstoneEntry, operationEntry } = announcer('sync', currentTraceparent);

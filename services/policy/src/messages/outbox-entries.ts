import { announcer } from '@genkan/kafka-kit';
import { currentTraceparent } from '@genkan/service-kit';

/** What policy says to the others, saved with the change that it tells of. */
export const { stateEntry, operationEntry } = announcer('policy', currentTraceparent);

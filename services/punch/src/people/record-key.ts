import { PermanentError } from '@genkan/kafka-kit';
import type { Envelope } from '@genkan/kafka-kit';

/** The entity's part of a record key "<company>/<entity>". */
export const entityOf = ({ key }: Pick<Envelope, 'key'>): string => key.slice(key.indexOf('/') + 1);

/** @throws PermanentError when company or entity of a record are not those of its key. */
export function checkKey({ companyId, key }: Pick<Envelope, 'companyId' | 'key'>, said: { companyId: string; id: string }): void {
  if (said.companyId !== companyId || said.id !== entityOf({ key })) throw new PermanentError('the record is not of its key');
}

import type { mongo } from 'mongoose';
import type { Collection } from './connection.ts';

/** What every document of a company has. */
export interface TenantDocument {
  readonly _id: string;
  readonly companyId: string;
}

/** `companyId|part|part…`: ids of two companies can never meet. @throws Error when a part is empty or the company has a "|". */
export const tenantId = (companyId: string, ...parts: readonly string[]): string => {
  if (companyId === '' || companyId.includes('|') || parts.length === 0 || parts.some((part) => part === '')) {
    throw new Error('a document id needs a company and at least one part, none of them empty');
  }
  return [companyId, ...parts].join('|');
};

/** The part of the id after the company. */
export const localId = (id: string): string => id.slice(id.indexOf('|') + 1);

/** A filter that can see this company only, whatever else it asks for. */
export const ofCompany = <Shape extends TenantDocument>(companyId: string, filter: mongo.Filter<Shape> = {}): mongo.Filter<Shape> => {
  if (typeof companyId !== 'string' || companyId === '') throw new Error('a query needs its company');
  return { $and: [{ companyId }, filter] } as unknown as mongo.Filter<Shape>;
};

/** The company's document, or null: another company's id finds nothing. */
export const findOfCompany = async <Shape extends TenantDocument>(
  collection: Collection<Shape>,
  companyId: string,
  ...parts: readonly string[]
): Promise<mongo.WithId<Shape> | null> =>
  collection.findOne({ _id: tenantId(companyId, ...parts), companyId } as unknown as mongo.Filter<Shape>);

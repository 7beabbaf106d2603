import { describe, expect, test } from '@jest/globals';
import { localId, ofCompany, tenantId } from './tenant.ts';

describe('ids and filters of a company', () => {
  test('when parts are joined, then the company comes first and can be taken off again', () => {
    expect(tenantId('acme', 'u1', '2026-11-24')).toBe('acme|u1|2026-11-24');
    expect(localId('acme|u1|2026-11-24')).toBe('u1|2026-11-24');
  });

  test.each([[''], ['ac|me']])('when the company is "%s", then there is no id', (companyId) => {
    expect(() => tenantId(companyId, 'u1')).toThrow();
  });

  test('when a part is empty or missing, then there is no id', () => {
    expect(() => tenantId('acme')).toThrow();
    expect(() => tenantId('acme', '')).toThrow();
  });

  test('when a filter asks for another company, then it finds nothing instead of that company', () => {
    expect(ofCompany('acme', { companyId: 'rival' })).toEqual({ $and: [{ companyId: 'acme' }, { companyId: 'rival' }] });
  });

  test('when there is no company, then there is no filter', () => {
    expect(() => ofCompany('')).toThrow();
    expect(() => ofCompany(undefined as unknown as string)).toThrow();
  });
});

/** What the gateway needs of a company: how its administrators log in, and what they are shown. */
export interface KnownCompany {
  companyId: string;
  companyCode: string;
  name: string;
  language: 'ja' | 'en';
  oidcIssuer: string;
  oidcClientId: string;
  version: bigint;
}

export interface CompanyDirectory {
  note(company: KnownCompany): void;
  forget(companyId: string): void;
  get(companyId: string): KnownCompany | undefined;
  /** Companies whose attendance system is this issuer; several may share one. */
  ofIssuer(issuer: string): KnownCompany[];
  /** Every issuer once. */
  issuers(): string[];
}

export function createCompanyDirectory(): CompanyDirectory {
  const companies = new Map<string, KnownCompany>();
  return {
    note(company) {
      if ((companies.get(company.companyId)?.version ?? -1n) < company.version) companies.set(company.companyId, company);
    },
    forget: (companyId) => void companies.delete(companyId),
    get: (companyId) => companies.get(companyId),
    // An exact comparison: an issuer is an identifier, not an address to be tidied (OIDC Core 1.2).
    ofIssuer: (issuer) => [...companies.values()].filter(({ oidcIssuer }) => oidcIssuer === issuer),
    issuers: () => [...new Set([...companies.values()].map(({ oidcIssuer }) => oidcIssuer))],
  };
}

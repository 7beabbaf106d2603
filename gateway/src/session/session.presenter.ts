import type { KnownCompany } from '../companies/company-directory.ts';
import type { LoggedIn } from './session-guard.ts';

/** What the console shows in its frame, and the token that its changes carry. */
export const presentSession = ({ session, rights }: LoggedIn, company: KnownCompany) => ({
  administrator: { account: session.account, name: rights.name, mail: rights.email, level: rights.level },
  company: { companyId: company.companyId, companyCode: company.companyCode, name: company.name, language: company.language },
  csrfToken: session.csrfToken,
  language: company.language,
  services: [{ name: 'attendance', url: company.oidcIssuer }],
});

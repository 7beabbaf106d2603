import { topics } from '@genkan/contracts';
import { followed } from '../following/follow-topics.ts';
import type { CompanyDirectory } from './company-directory.ts';

export const companyStates = (companies: CompanyDirectory) =>
  followed({
    topic: topics.companies,
    apply({ deleted, companyId, companyCode, name, language, oidcIssuer, oidcClientId, version }) {
      if (deleted) companies.forget(companyId);
      else companies.note({ companyId, companyCode, name, language: language === 'en' ? 'en' : 'ja', oidcIssuer, oidcClientId, version });
    },
    forget: ({ companyId }) => companies.forget(companyId),
  });

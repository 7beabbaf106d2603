import { inForce } from '../history/history.ts';
import type { Company } from './company.ts';

/** 企業情報 for administrators (domain 3.6): what is in force now. */
export function presentCompany(company: Company) {
  const { punchLinkage, breakLinkage, breakThresholdMinutes, carryHours } = inForce(company.punchSettings);
  return {
    companyId: company.companyId,
    companyCode: company.companyCode,
    name: company.name,
    language: company.language,
    timeZone: company.timeZone,
    punchLinkage,
    breakLinkage,
    breakThresholdMinutes,
    carryHours,
  };
}

/** A company in the operator's list. */
export function presentCompanyLine({ companyId, companyCode, name }: Company) {
  return { companyId, companyCode, name };
}

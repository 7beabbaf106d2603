import type { Company } from './company.ts';
import type { CompanyStore } from './company.store.ts';

/** How long a company that policy has just made may take to be heard of here, in ms. */
const hearsayMs = 5_000;
const lookEveryMs = 50;

/**
 * The company an operator names, or undefined when there is none. Waits a little for one that was made a moment ago:
 * the operator's next call comes sooner than the topic's word.
 */
export const knownCompany =
  (companies: CompanyStore, waitMs = hearsayMs) =>
  async (companyId: string): Promise<Company | undefined> => {
    for (const until = performance.now() + waitMs; ; ) {
      const company = await companies.find(companyId);
      if (company) return company.deleted ? undefined : company;
      if (performance.now() >= until) return undefined;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  };

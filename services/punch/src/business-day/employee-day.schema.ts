import { z } from 'zod';

/** Days that one request may ask for: a quarter, as a person looks back. */
const mostDays = 92;

const day = z.iso.date();

const period = z.object({ from: day, to: day }).refine(
  ({ from, to }) => {
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
    return days >= 1 && days <= mostDays;
  },
  {
    path: ['to'],
    params: { ja: `from から ${mostDays} 日以内の日付にしてください`, en: `Must be within ${mostDays} days from \`from\`` },
  },
);

export const ReadEmployeeDaysRequest = z.object({
  params: z.object({ userId: z.string().min(1).max(200) }),
  query: period,
});

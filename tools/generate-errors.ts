import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorEntry, errorTable, type ErrorCode } from '../packages/service-kit/src/errors/error-table.ts';

// Writes docs/errors.md from the error table; the test run fails when the file is not what this would write.
const docs = join(import.meta.dirname, '..', 'docs');

const head = `# Errors

Generated from \`packages/service-kit/src/errors/error-table.ts\` by \`npm run generate\`; do not edit.

Every refusal and failure is answered as \`application/problem+json\` (RFC 9457) with \`type\`, \`title\` (in the language of
\`Accept-Language\`), \`status\`, \`code\` and \`id\`; the same \`id\` stands in the log of every process the request went through. Wrong
fields are listed in \`fields\` (\`path\`, \`message\`, \`code\`). Rely on \`code\`; texts may change. "Retry": the same request may succeed later.

| code | status | retry | what happened | what to do |
| --- | --- | --- | --- | --- |
`;

const row = (code: ErrorCode): string => {
  const { status, title, advice, retry } = errorEntry(code);
  return `| \`${code}\` | ${status} | ${retry === true ? 'yes' : 'no'} | ${title.en}<br>${title.ja} | ${advice.en}<br>${advice.ja} |`;
};

const codes = (Object.keys(errorTable) as ErrorCode[]).sort();
await mkdir(docs, { recursive: true });
await writeFile(join(docs, 'errors.md'), `${head}${codes.map(row).join('\n')}\n`);

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { PageFiles } from '../page-files.ts';

const folder = import.meta.dirname;
/** Browsers of the Windows versions that the agent runs on. */
const target = ['chrome109', 'firefox115', 'edge109'];

/** Bundles the page; equal sources give equal bytes. */
export async function buildPage(): Promise<PageFiles> {
  const [html, script, style] = await Promise.all([readFile(join(folder, 'page.html'), 'utf8'), bundle('page.ts'), bundle('page.css')]);
  // An inline script ends at the first such text, also inside a string.
  return { html, script: script.replaceAll('</script', '<\\/script'), style };
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, entry)],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    charset: 'utf8',
    legalComments: 'none',
    target,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

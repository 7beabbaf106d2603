import { getAsset, isSea } from 'node:sea';
import { z } from 'zod';

/** The page of the client console, bundled: what one answer needs. */
export interface PageFiles {
  /** With `<!--style-->` and `<!--script-->` where these go. */
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

/** Name of the asset in the single executable; its content is the JSON of `PageFiles`. */
export const pageAsset = 'client-console-page.json';

const PageFiles = z.object({ html: z.string(), script: z.string(), style: z.string() });

/** From the executable where there is one, else built from the sources. */
export async function loadPageFiles(): Promise<PageFiles> {
  if (isSea()) return PageFiles.parse(JSON.parse(getAsset(pageAsset, 'utf8')));
  // Put together at run time, so that no bundler follows it: the builder is no part of the executable.
  const builder = ['./page', 'build-page.ts'].join('/');
  const { buildPage } = (await import(builder)) as { buildPage: () => Promise<PageFiles> };
  return buildPage();
}
